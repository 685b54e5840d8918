import type { LayGrid } from "./grid.ts";
import type { CountPicture, PictureSize } from "./rule.ts";

const tileTokens = 258;
const tileSide = 1024;

/**
 * `tiles-258`: squares of 1024 pixels at 258 tokens each. At `high` every square begun counts; at
 * `auto` each side is rounded to the nearest whole number of squares, halves upwards and at least
 * one; at `low` the picture is one square. `original` counts as `high`: nothing is left out.
 * Source: the project's contract, section 8 (2026-11-22).
 */
export function tiles258(name: string): CountPicture | null {
  return name === "tiles-258" ? count : null;
}

/** The squares as they lie on the picture: at `auto` they share it evenly. */
export function tiles258Grid(name: string): LayGrid | null {
  return name === "tiles-258" ? lay : null;
}

function lay({ width, height, detail }: PictureSize): ReturnType<LayGrid> {
  const [columns, rows] =
    detail === "low"
      ? [1, 1]
      : detail === "auto"
        ? [nearest(width), nearest(height)]
        : [Math.ceil(width / tileSide), Math.ceil(height / tileSide)];
  const isSquare = detail === "high" || detail === "original";
  return {
    columns,
    rows,
    cellWidth: isSquare ? tileSide : width / columns,
    cellHeight: isSquare ? tileSide : height / rows,
    preview: false,
  };
}

function count(picture: PictureSize): ReturnType<CountPicture> {
  const tiles = countTiles(picture);
  const tokens = tiles * tileTokens;
  return { tokens, tokensMax: tokens, tiles };
}

function countTiles({ width, height, detail }: PictureSize): number {
  if (detail === "low") return 1;
  if (detail === "auto") return nearest(width) * nearest(height);
  return Math.ceil(width / tileSide) * Math.ceil(height / tileSide);
}

function nearest(side: number): number {
  return Math.max(1, Math.floor((side + tileSide / 2) / tileSide));
}
