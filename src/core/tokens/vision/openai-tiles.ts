import type { CountPicture, PictureSize } from "./rule.ts";

const longMax = 2048;
const shortSide = 768;
const tileSide = 512;

/**
 * `openai-tiles-<base>-<tile>`: a base, and a price for each square of 512 pixels that the picture
 * covers after it was scaled into 2048 × 2048 and then to 768 on its shorter side. `low` costs the
 * base alone; `auto` and `original` count as `high`.
 *
 * The page says "scale so that the shortest side is 768" without "down". What was measured shows
 * no scaling up, so that is what is expected; the bound takes the words literally.
 *
 * Source: https://developers.openai.com/api/docs/guides/images-vision#calculating-costs
 * (2026-07-15).
 */
export function openaiTiles(name: string): CountPicture | null {
  const parts = /^openai-tiles-(\d{1,6})-(\d{1,6})$/.exec(name);
  if (parts === null) return null;
  const base = Number(parts[1]);
  const tile = Number(parts[2]);
  return (picture) => {
    if (picture.detail === "low") return { tokens: base, tokensMax: base, tiles: 0 };
    const tiles = countTiles(picture, "downwards");
    const tilesMax = Math.max(tiles, countTiles(picture, "both ways"));
    return { tokens: base + tile * tiles, tokensMax: base + tile * tilesMax, tiles };
  };
}

/**
 * Sides fall exactly on multiples of 512 after scaling, where a float's last bit would cost a
 * tile: so the scale stays a fraction, and every product below is a safe integer.
 */
function countTiles({ width, height }: PictureSize, scaling: "downwards" | "both ways"): number {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const fits = long <= longMax;
  // After the first step a side is side × numerator / denominator.
  const numerator = fits ? 1 : longMax;
  const denominator = fits ? 1 : long;
  const tooShort = short * numerator < shortSide * denominator;
  if (tooShort && scaling === "downwards") {
    return ceilOf(width * numerator, denominator) * ceilOf(height * numerator, denominator);
  }
  // The second step makes the shorter side 768, so the first one cancels out.
  return ceilOf(width * shortSide, short) * ceilOf(height * shortSide, short);
}

/** How many squares a side of `numerator / denominator` pixels begins. */
function ceilOf(numerator: number, denominator: number): number {
  const square = denominator * tileSide;
  return Math.floor((numerator + square - 1) / square);
}
