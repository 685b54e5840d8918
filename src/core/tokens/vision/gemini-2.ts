import type { CountPicture, PictureSize } from "./rule.ts";

const tileTokens = 258;
/** Tokens at `media_resolution` LOW. */
const lowTokens = 64;
/** Pixels: a picture with both sides up to here is one tile. */
const smallSide = 384;

/**
 * `gemini-2` (2.0 and 2.5) and `gemini-1` (1.5): 258 tokens for a small picture, else for each
 * crop of a square whose side is the picture's shorter side over 1.5; in 1.5 that side is kept
 * within 256 to 768 pixels. Surfaces differ: one reports a flat 258, another one tile more than
 * documented, which is the bound. `low` is documented as 64 tokens for 2.x. `gemini-2-image`, for
 * the models that give out pictures, is 1,290 whatever the size, as users read it (second hand).
 * Source: https://ai.google.dev/gemini-api/docs/image-understanding (2026-11-22).
 */
export function geminiCrops(name: string): CountPicture | null {
  if (name === "gemini-2-image") return countForImageModel;
  if (name === "gemini-2") return (picture) => count(picture, 1, Number.POSITIVE_INFINITY);
  if (name === "gemini-1") return (picture) => count({ ...picture, detail: "high" }, 256, 768);
  return null;
}

/** Tokens of any picture that goes into a model that gives out pictures. */
const imageModelTokens = 1290;

function countForImageModel(picture: PictureSize): ReturnType<CountPicture> {
  const documented = count({ ...picture, detail: "high" }, 1, Number.POSITIVE_INFINITY);
  const tokensMax = Math.max(imageModelTokens, documented.tokensMax);
  return { tokens: imageModelTokens, tokensMax, tiles: null };
}

function count(
  { width, height, detail }: PictureSize,
  cropMin: number,
  cropMax: number,
): ReturnType<CountPicture> {
  if (detail === "low") return { tokens: lowTokens, tokensMax: tileTokens, tiles: 1 };
  if (width <= smallSide && height <= smallSide) {
    return { tokens: tileTokens, tokensMax: tileTokens, tiles: 1 };
  }
  const third = Math.floor((2 * Math.min(width, height)) / 3);
  const crop = Math.min(cropMax, Math.max(cropMin, third, 1));
  const tiles = Math.ceil(width / crop) * Math.ceil(height / crop);
  return { tokens: tiles * tileTokens, tokensMax: (tiles + 1) * tileTokens, tiles };
}
