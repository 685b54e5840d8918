import { rootAbove, rootOf } from "./exact-root.ts";
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
  const parts = /^qwen-([1-9]\d{0,3})-([1-9]\d{0,5})-([1-9]\d{0,5})$/.exec(name);
  if (parts === null) return null;
  const terms = {
    cell: Number(parts[1]),
    cellsMin: Number(parts[2]),
    cellsMax: Number(parts[3]),
  };
  if (terms.cellsMin > terms.cellsMax) return null;
  return (picture) => count(picture, terms);
}

function count(picture: PictureSize, terms: Terms): ReturnType<CountPicture> {
  const { width, height } = picture;
  const columns = Math.max(1, roundHalfEven(width, terms.cell));
  const rows = Math.max(1, roundHalfEven(height, terms.cell));
  const fits = columns * rows >= terms.cellsMin && columns * rows <= terms.cellsMax;
  const grid = fits ? { columns, rows } : rescale(picture, columns * rows > terms.cellsMax, terms);
  const cells = Math.min(terms.cellsMax, grid.columns * grid.rows);
  const spare = fits ? 0 : Math.max(grid.columns, grid.rows);
  const tokensMax = Math.min(terms.cellsMax, cells + spare) + frameTokens;
  return { tokens: cells + frameTokens, tokensMax, tiles: cells };
}

function rescale(
  { width, height }: PictureSize,
  isLarge: boolean,
  { cellsMin, cellsMax }: Terms,
): { readonly columns: number; readonly rows: number } {
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
