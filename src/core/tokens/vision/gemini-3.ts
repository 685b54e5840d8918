import type { CountPicture, PictureSize } from "./rule.ts";

/** Tokens at most, by `media_resolution` LOW, HIGH, unspecified and ULTRA_HIGH. */
const tokensMaxByDetail = { low: 280, high: 1120, auto: 1120, original: 2240 } as const;

/**
 * `gemini-3`: a grid as near to the picture's aspect ratio as a number of cells allows, which
 * `detail` chooses; only the ratio matters. The grid was derived from published readings (second
 * hand, no miss in 14); the documented maximum is the bound.
 * Source: https://ai.google.dev/gemini-api/docs/media-resolution (2026-11-22).
 */
export function geminiGrid(name: string): CountPicture | null {
  return name === "gemini-3" ? count : null;
}

function count({ width, height, detail }: PictureSize): ReturnType<CountPicture> {
  const cellsMax = tokensMaxByDetail[detail];
  const columns = Math.max(1, rootOf(cellsMax * width, height));
  const rows = Math.max(1, rootOf(cellsMax * height, width));
  return { tokens: Math.min(cellsMax, columns * rows), tokensMax: cellsMax, tiles: null };
}

/** The whole part of the square root of a fraction, exactly. */
function rootOf(numerator: number, denominator: number): number {
  const quotient = Math.floor(numerator / denominator);
  let root = Math.floor(Math.sqrt(quotient));
  while (root * root > quotient) root -= 1;
  while ((root + 1) * (root + 1) <= quotient) root += 1;
  return root;
}
