import { evenGrid, type LayGrid } from "./grid.ts";
import type { CountPicture, PictureCount, PictureSize } from "./rule.ts";

const longMax = 2048;
const tileSide = 512;
/** Pixels of the shorter side after scaling: of models that read, and of models that draw. */
const readingSide = 768;
const drawingSide = 512;

/**
 * `openai-tiles-<base>-<tile>`: a base, and a price for each square of 512 pixels that the picture
 * covers after it was scaled into 2048 × 2048 and then to 768 on its shorter side. `low` costs the
 * base alone; `auto` and `original` count as `high`. Portrait and landscape count alike.
 *
 * `openai-image-<base>-<tile>`: the same with 512 on the shorter side, for the models that draw
 * (gpt-image-1: 65 and 129). There `detail` stands for `input_fidelity`: `high` and `original` add
 * 4160 tokens for a square picture and 6240 for others, which is the bound of `auto`, too.
 *
 * The page says "scale so that the shortest side is 768" without "down". What was measured shows
 * no scaling up, so that is what is expected; the bound takes the words literally.
 *
 * Source: https://developers.openai.com/api/docs/guides/images-vision#calculating-costs
 * (2026-07-15).
 */
export function openaiTiles(name: string): CountPicture | null {
  const parts = /^openai-(tiles|image)-(\d{1,6})-(\d{1,6})$/.exec(name);
  if (parts === null) return null;
  const terms = { base: Number(parts[2]), tile: Number(parts[3]) };
  if (parts[1] === "image") return (picture) => countForDrawing(picture, terms);
  return (picture) => {
    const { base } = terms;
    if (picture.detail === "low") return { tokens: base, tokensMax: base, tiles: 0 };
    return countForReading(picture, { ...terms, shortSide: readingSide });
  };
}

/** The squares of 512 pixels of the scaled picture; `low` has none where a picture is read. */
export function openaiTilesGrid(name: string): LayGrid | null {
  const family = /^openai-(tiles|image)-\d{1,6}-\d{1,6}$/.exec(name)?.[1];
  if (family === undefined) return null;
  const shortSide = family === "image" ? drawingSide : readingSide;
  return (picture) => {
    if (family === "tiles" && picture.detail === "low") return null;
    const { numerator, denominator } = scaleOf(picture, shortSide, "downwards");
    return evenGrid(picture, (tileSide * denominator) / numerator, {
      columns: ceilOf(picture.width * numerator, denominator),
      rows: ceilOf(picture.height * numerator, denominator),
    });
  };
}

interface Terms {
  readonly base: number;
  readonly tile: number;
}

function countForReading(
  picture: PictureSize,
  { base, tile, shortSide }: Terms & { readonly shortSide: number },
): PictureCount {
  const tiles = countTiles(picture, shortSide, "downwards");
  const tilesMax = Math.max(tiles, countTiles(picture, shortSide, "both ways"));
  return { tokens: base + tile * tiles, tokensMax: base + tile * tilesMax, tiles };
}

function countForDrawing(picture: PictureSize, terms: Terms): PictureCount {
  const { width, height, detail } = picture;
  const plain = countForReading(picture, { ...terms, shortSide: drawingSide });
  const fidelity = width === height ? 4160 : 6240;
  if (detail === "low") return plain;
  const added = detail === "auto" ? 0 : fidelity;
  return { ...plain, tokens: plain.tokens + added, tokensMax: plain.tokensMax + fidelity };
}

/**
 * Sides fall exactly on multiples of 512 after scaling, where a float's last bit would cost a
 * tile: so the scale stays a fraction, and every product below is a safe integer.
 */
function countTiles(
  picture: PictureSize,
  shortSide: number,
  scaling: "downwards" | "both ways",
): number {
  const { numerator, denominator } = scaleOf(picture, shortSide, scaling);
  return (
    ceilOf(picture.width * numerator, denominator) * ceilOf(picture.height * numerator, denominator)
  );
}

function scaleOf(
  { width, height }: PictureSize,
  shortSide: number,
  scaling: "downwards" | "both ways",
): { readonly numerator: number; readonly denominator: number } {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const fits = long <= longMax;
  // After the first step a side is side × numerator / denominator.
  const numerator = fits ? 1 : longMax;
  const denominator = fits ? 1 : long;
  const tooShort = short * numerator < shortSide * denominator;
  if (tooShort && scaling === "downwards") return { numerator, denominator };
  // The second step makes the shorter side what it is told, so the first one cancels out.
  return { numerator: shortSide, denominator: short };
}

/** How many squares a side of `numerator / denominator` pixels begins. */
function ceilOf(numerator: number, denominator: number): number {
  const square = denominator * tileSide;
  return Math.floor((numerator + square - 1) / square);
}
