import { roundHalfEven } from "./half-even.ts";
import type { CountPicture } from "./rule.ts";

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
  const parts = /^mistral-([1-9]\d{0,4})-([1-9]\d{0,3})$/.exec(name);
  if (parts === null) return null;
  const sideMax = Number(parts[1]);
  const cell = Number(parts[2]);
  return ({ width, height }) => {
    const long = Math.max(width, height);
    const isScaled = long > sideMax;
    const cellsOf = (side: number): number => {
      const pixels = isScaled ? Math.max(1, roundHalfEven(side * sideMax, long)) : side;
      return Math.ceil(pixels / cell);
    };
    const columns = cellsOf(width);
    const rows = cellsOf(height);
    const tokens = (columns + 1) * rows;
    const spare = isScaled ? Math.max(columns + 1, rows) : 0;
    const cap = (Math.ceil(sideMax / cell) + 1) * Math.ceil(sideMax / cell);
    return { tokens, tokensMax: Math.max(tokens, Math.min(cap, tokens + spare)), tiles: null };
  };
}
