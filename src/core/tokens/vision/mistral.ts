import { evenGrid, type LayGrid } from "./grid.ts";
import { roundHalfEven } from "./half-even.ts";
import type { CountPicture, PictureSize } from "./rule.ts";

/**
 * `mistral-<side>-<cell>`: the picture is scaled so that its longer side has at most so many
 * pixels, each side rounded half to even; then cells of that many pixels, begun ones included, and
 * one token more at the end of each row. So a portrait counts more than its landscape. `detail`
 * means nothing here. `mistral-1024-16` is Pixtral 12B, `mistral-1540-28` Small 3.1 and 3.2 and
 * Medium 3. The bound is one row or column more where the picture was scaled: the source divides
 * by a float, which may round a half the other way.
 *
 * Source: mistral-common, `tokens/tokenizers/image.py` (2026-11-22).
 */
export function mistralCells(name: string): CountPicture | null {
  const terms = readTerms(name);
  if (terms === null) return null;
  const { sideMax, cell } = terms;
  return (picture) => {
    const isScaled = Math.max(picture.width, picture.height) > sideMax;
    const { columns, rows } = cellsOf(picture, terms);
    const tokens = (columns + 1) * rows;
    const spare = isScaled ? Math.max(columns + 1, rows) : 0;
    const cap = (Math.ceil(sideMax / cell) + 1) * Math.ceil(sideMax / cell);
    return { tokens, tokensMax: Math.max(tokens, Math.min(cap, tokens + spare)), tiles: null };
  };
}

/** The cells of the scaled picture; the token at the end of each row is none of them. */
export function mistralCellsGrid(name: string): LayGrid | null {
  const terms = readTerms(name);
  if (terms === null) return null;
  return (picture) => {
    const long = Math.max(picture.width, picture.height);
    const pixels = terms.cell * Math.max(1, long / terms.sideMax);
    return evenGrid(picture, pixels, cellsOf(picture, terms));
  };
}

interface Terms {
  readonly sideMax: number;
  readonly cell: number;
}

function readTerms(name: string): Terms | null {
  const parts = /^mistral-([1-9]\d{0,4})-([1-9]\d{0,3})$/.exec(name);
  return parts === null ? null : { sideMax: Number(parts[1]), cell: Number(parts[2]) };
}

function cellsOf({ width, height }: PictureSize, { sideMax, cell }: Terms) {
  const long = Math.max(width, height);
  const count = (side: number): number => {
    const pixels = long > sideMax ? Math.max(1, roundHalfEven(side * sideMax, long)) : side;
    return Math.ceil(pixels / cell);
  };
  return { columns: count(width), rows: count(height) };
}
