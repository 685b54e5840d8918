import { rootOf } from "./exact-root.ts";
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
  if (name === "gemini-3") return (picture) => count(picture, tokensMaxByDetail[picture.detail]);
  const parts = /^gemini-3-([1-9]\d{0,4})$/.exec(name);
  if (parts === null) return null;
  const cellsMax = Number(parts[1]);
  return (picture) => count(picture, cellsMax);
}

function count({ width, height }: PictureSize, cellsMax: number): ReturnType<CountPicture> {
  const columns = Math.max(1, rootOf(cellsMax * width, height));
  const rows = Math.max(1, rootOf(cellsMax * height, width));
  return { tokens: Math.min(cellsMax, columns * rows), tokensMax: cellsMax, tiles: null };
}
