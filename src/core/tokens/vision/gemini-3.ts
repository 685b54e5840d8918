import { rootOf } from "./exact-root.ts";
import type { LayGrid } from "./grid.ts";
import type { CountPicture, PictureSize } from "./rule.ts";

/** Tokens at most, by `media_resolution` LOW, HIGH, unspecified and ULTRA_HIGH. */
const tokensMaxByDetail = { low: 280, high: 1120, auto: 1120, original: 2240 } as const;

/**
 * `gemini-3`: a grid as near to the picture's aspect ratio as a number of cells allows, which
 * `detail` chooses; only the ratio matters, and portrait and landscape count alike.
 * `gemini-3-<cells>`: the same whatever `detail` says, such as `gemini-3-560` for
 * `media_resolution` MEDIUM and for models whose pictures are set at 560 tokens. The grid was
 * derived from published readings (second hand, no miss in 14); the documented maximum is the
 * bound.
 * Source: https://ai.google.dev/gemini-api/docs/media-resolution (2026-11-22).
 */
export function geminiGrid(name: string): CountPicture | null {
  const cellsFor = readCells(name);
  if (cellsFor === null) return null;
  return (picture) => {
    const cellsMax = cellsFor(picture);
    const { columns, rows } = gridOf(picture, cellsMax);
    return { tokens: Math.min(cellsMax, columns * rows), tokensMax: cellsMax, tiles: null };
  };
}

/** The cells, which share the picture evenly. */
export function geminiCellsGrid(name: string): LayGrid | null {
  const cellsFor = readCells(name);
  if (cellsFor === null) return null;
  return (picture) => {
    const { columns, rows } = gridOf(picture, cellsFor(picture));
    const { width, height } = picture;
    return {
      columns,
      rows,
      cellWidth: width / columns,
      cellHeight: height / rows,
      preview: false,
    };
  };
}

/** How many cells a picture may have at its detail. */
function readCells(name: string): ((picture: PictureSize) => number) | null {
  if (name === "gemini-3") return ({ detail }) => tokensMaxByDetail[detail];
  const parts = /^gemini-3-([1-9]\d{0,4})$/.exec(name);
  return parts === null ? null : () => Number(parts[1]);
}

function gridOf({ width, height }: PictureSize, cellsMax: number) {
  const columns = Math.max(1, rootOf(cellsMax * width, height));
  const rows = Math.max(1, rootOf(cellsMax * height, width));
  return { columns, rows };
}
