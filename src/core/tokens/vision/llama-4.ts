import { evenGrid, type LayGrid } from "./grid.ts";
import type { CountPicture, PictureSize } from "./rule.ts";

const tileSide = 336;
const tilesMax = 16;
const tileTokens = 144;
/** Tokens that open, close and announce a picture. */
const frameTokens = 3;

interface Canvas {
  readonly columns: number;
  readonly rows: number;
}

/** Every grid of up to sixteen tiles, the smallest first. */
const canvases: readonly Canvas[] = listCanvases();

/**
 * `llama-4`: the picture is fitted into the grid of up to 16 tiles of 336 pixels that enlarges it
 * least, or else shrinks it least, the smaller grid where two do; 144 tokens for each tile, one
 * behind each, 144 for the whole picture beside them, and 3 around. One tile stands alone: 147.
 * `detail` means nothing here, and portrait and landscape count alike. The bound is 16 tiles: a
 * server may be set to enlarge as far as it can.
 *
 * Source: transformers, `models/llama4/image_processing_llama4_fast.py` (2026-11-22).
 */
export function llamaTiles(name: string): CountPicture | null {
  return name === "llama-4" ? count : null;
}

/** The canvas, on which a picture larger than one tile is never enlarged. */
export function llamaTilesGrid(name: string): LayGrid | null {
  if (name !== "llama-4") return null;
  return (picture) => {
    const canvas = chooseCanvas(picture);
    const room = (side: number, tiles: number): number =>
      Math.min(Math.max(side, tileSide), tiles * tileSide) / side;
    const scale = Math.min(room(picture.width, canvas.columns), room(picture.height, canvas.rows));
    const grid = evenGrid(picture, tileSide / scale, canvas);
    return { ...grid, preview: canvas.columns * canvas.rows > 1 };
  };
}

function count(picture: PictureSize): ReturnType<CountPicture> {
  const { columns, rows } = chooseCanvas(picture);
  const tiles = columns * rows;
  return { tokens: tokensOf(tiles), tokensMax: tokensOf(tilesMax), tiles };
}

function tokensOf(tiles: number): number {
  return frameTokens + tileTokens + (tiles > 1 ? tiles * (tileTokens + 1) : 0);
}

function chooseCanvas(picture: PictureSize): Canvas {
  let best: Fit = { canvas: { columns: 1, rows: 1 }, ...scaleOf(picture, 1, 1) };
  for (const canvas of canvases) {
    const fit = { canvas, ...scaleOf(picture, canvas.columns, canvas.rows) };
    if (isBetter(fit, best)) best = fit;
  }
  return best.canvas;
}

/** How a canvas scales the picture, as a fraction of whole numbers. */
interface Fit {
  readonly canvas: Canvas;
  readonly numerator: number;
  readonly denominator: number;
}

function scaleOf(
  { width, height }: PictureSize,
  columns: number,
  rows: number,
): Omit<Fit, "canvas"> {
  const byWidth = columns * height <= rows * width;
  return byWidth
    ? { numerator: columns * tileSide, denominator: width }
    : { numerator: rows * tileSide, denominator: height };
}

/** The least enlarging one, and where none enlarges, the least shrinking one; never a tie. */
function isBetter(one: Fit, best: Fit): boolean {
  const enlarges = one.numerator >= one.denominator;
  const bestEnlarges = best.numerator >= best.denominator;
  if (enlarges !== bestEnlarges) return enlarges;
  const difference = one.numerator * best.denominator - best.numerator * one.denominator;
  return enlarges ? difference < 0 : difference > 0;
}

function listCanvases(): readonly Canvas[] {
  const found: Canvas[] = [];
  for (let columns = 1; columns <= tilesMax; columns += 1) {
    for (let rows = 1; columns * rows <= tilesMax; rows += 1) found.push({ columns, rows });
  }
  return found.sort((one, other) => one.columns * one.rows - other.columns * other.rows);
}
