import { rootAbove, rootOf } from "./exact-root.ts";
import type { LayGrid } from "./grid.ts";
import { roundHalfEven } from "./half-even.ts";
import type { CountPicture, PictureSize } from "./rule.ts";

/** Tokens that open and close a picture. */
const frameTokens = 2;

/** How many cells the picture may have, and the side of one in pixels. */
interface Terms {
  readonly cell: number;
  readonly cellsMin: number;
  readonly cellsMax: number;
}

/**
 * `qwen-<cell>-<min>-<max>`: sides rounded to whole cells, half to even, and the picture scaled up
 * or down where that makes fewer or more cells than allowed; one token each, and two around them.
 * `qwen-28-4-16384` is Qwen2.5-VL and `qwen-32-4-16384` Qwen3-VL with the package's limits; a
 * server may have set others. `detail` means nothing here, and portrait and landscape count alike.
 * Above a ratio of 200 the provider refuses the picture. The bound is one row or column more where
 * the picture was scaled: the source computes in floats, whose last bit may cost one.
 *
 * Source: qwen-vl-utils, `smart_resize` (2026-11-22).
 */
export function qwenCells(name: string): CountPicture | null {
  const terms = readTerms(name);
  return terms === null ? null : (picture) => count(picture, terms);
}

/** The cells, which share the picture evenly: it is scaled to whole ones. */
export function qwenCellsGrid(name: string): LayGrid | null {
  const terms = readTerms(name);
  if (terms === null) return null;
  return (picture) => {
    const { columns, rows } = gridOf(picture, terms);
    const cellWidth = picture.width / columns;
    return { columns, rows, cellWidth, cellHeight: picture.height / rows, preview: false };
  };
}

function readTerms(name: string): Terms | null {
  const parts = /^qwen-([1-9]\d{0,3})-([1-9]\d{0,5})-([1-9]\d{0,5})$/.exec(name);
  if (parts === null) return null;
  const terms = {
    cell: Number(parts[1]),
    cellsMin: Number(parts[2]),
    cellsMax: Number(parts[3]),
  };
  return terms.cellsMin > terms.cellsMax ? null : terms;
}

function count(picture: PictureSize, terms: Terms): ReturnType<CountPicture> {
  const { fits, ...grid } = gridOf(picture, terms);
  const cells = Math.min(terms.cellsMax, grid.columns * grid.rows);
  const spare = fits ? 0 : Math.max(grid.columns, grid.rows);
  const tokensMax = Math.min(terms.cellsMax, cells + spare) + frameTokens;
  return { tokens: cells + frameTokens, tokensMax, tiles: cells };
}

/** Cells each way, and whether the picture had as many before it was scaled. */
function gridOf(picture: PictureSize, terms: Terms): Cells & { readonly fits: boolean } {
  const columns = Math.max(1, roundHalfEven(picture.width, terms.cell));
  const rows = Math.max(1, roundHalfEven(picture.height, terms.cell));
  const fits = columns * rows >= terms.cellsMin && columns * rows <= terms.cellsMax;
  const grid = fits ? { columns, rows } : rescale(picture, columns * rows > terms.cellsMax, terms);
  return { ...grid, fits };
}

interface Cells {
  readonly columns: number;
  readonly rows: number;
}

function rescale(
  { width, height }: PictureSize,
  isLarge: boolean,
  { cellsMin, cellsMax }: Terms,
): Cells {
  if (!isLarge) {
    return {
      columns: rootAbove(cellsMin * width, height),
      rows: rootAbove(cellsMin * height, width),
    };
  }
  return {
    columns: Math.max(1, rootOf(cellsMax * width, height)),
    rows: Math.max(1, rootOf(cellsMax * height, width)),
  };
}
