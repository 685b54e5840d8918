import { evenGrid, type LayGrid } from "./grid.ts";
import type { CountPicture, PictureCount, PictureSize } from "./rule.ts";

const tileTokens = 258;
/** Tokens at `media_resolution` LOW. */
const lowTokens = 64;
/** Tokens that the image model of 2.5 reports for a picture, whatever its size. */
const imageModelTokens = 1290;
/** Pixels: a picture with both sides up to here is one tile. */
const smallSide = 384;

/**
 * Three readings of one rule that surfaces bill differently, and the rule of 1.5:
 *
 * - `gemini-2` (2.0 and 2.5), as documented: 258 tokens for a small picture, else for each crop of
 *   a square whose side is the picture's shorter side over 1.5, cut to whole pixels; `low` is 64.
 * - `gemini-2-flat`, as the Gemini API was measured: 258 whatever the size.
 * - `gemini-2-image`, as the image model of 2.5 was measured: 1290 whatever the size.
 * - `gemini-1` (1.5): crops as above, their side kept within 256 to 768 pixels; no resolutions.
 *
 * The bound of all is what the other surface was measured to bill, one tile more than documented.
 * It stands for `low`, too: where a call mixes details, the provider chooses for all its pictures.
 * No cap is documented: long strips are many crops. Portrait and landscape count alike.
 *
 * Source: https://ai.google.dev/gemini-api/docs/image-understanding and /media-resolution
 * (2026-11-22); measured second hand, python-genai issues 1349 and 1907.
 */
export function geminiCrops(name: string): CountPicture | null {
  return Object.hasOwn(rules, name) ? (rules[name] ?? null) : null;
}

const rules: Readonly<Record<string, CountPicture>> = {
  "gemini-1": (picture) => {
    const tiles = countTiles(picture, 256, 768);
    return { tokens: tiles * tileTokens, tokensMax: boundOf(picture, tiles), tiles };
  },
  "gemini-2": (picture) => {
    const tiles = countTiles(picture, 1, Number.POSITIVE_INFINITY);
    return expect(picture, tiles, tiles * tileTokens);
  },
  "gemini-2-flat": (picture) =>
    expect(picture, countTiles(picture, 1, Number.POSITIVE_INFINITY), tileTokens),
  "gemini-2-image": (picture) => {
    const tiles = countTiles(picture, 1, Number.POSITIVE_INFINITY);
    const tokensMax = Math.max(imageModelTokens, boundOf(picture, tiles));
    return { tokens: imageModelTokens, tokensMax, tiles: null };
  },
};

/** The crops as they lie on the picture; `gemini-2-image` has none, nor has `low`. */
export function geminiCropsGrid(name: string): LayGrid | null {
  if (name !== "gemini-1" && name !== "gemini-2" && name !== "gemini-2-flat") return null;
  const [least, most] = name === "gemini-1" ? [256, 768] : [1, Number.POSITIVE_INFINITY];
  return (picture) => {
    const { width, height } = picture;
    const isOne = isSmall(width, height) || (name !== "gemini-1" && picture.detail === "low");
    const crop = isOne ? Math.max(width, height) : cropOf(picture, least, most);
    const columns = Math.ceil(width / crop);
    return evenGrid(picture, crop, { columns, rows: Math.ceil(height / crop) });
  };
}

function expect(picture: PictureSize, tiles: number, tokens: number): PictureCount {
  const tokensMax = boundOf(picture, tiles);
  if (picture.detail === "low") return { tokens: lowTokens, tokensMax, tiles: 1 };
  return { tokens, tokensMax, tiles };
}

function boundOf({ width, height }: PictureSize, tiles: number): number {
  return isSmall(width, height) ? tileTokens : (tiles + 1) * tileTokens;
}

function isSmall(width: number, height: number): boolean {
  return width <= smallSide && height <= smallSide;
}

function countTiles(picture: PictureSize, cropMin: number, cropMax: number): number {
  const { width, height } = picture;
  if (isSmall(width, height)) return 1;
  const crop = cropOf(picture, cropMin, cropMax);
  return Math.ceil(width / crop) * Math.ceil(height / crop);
}

/** The side of a crop, in pixels. */
function cropOf({ width, height }: PictureSize, cropMin: number, cropMax: number): number {
  const third = Math.floor((2 * Math.min(width, height)) / 3);
  return Math.min(cropMax, Math.max(cropMin, third, 1));
}
