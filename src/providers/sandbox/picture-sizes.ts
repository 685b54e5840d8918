import {
  type GeminiSize,
  geminiPixels3,
  geminiPixels25,
  geminiSizes,
  type Pixels,
  scalePixels,
} from "../../core/tokens/image-output/gemini-sizes.ts";
import type { PictureOrder } from "./request.ts";

/** A picture's pixels and what it counts. */
export interface PictureForm {
  readonly width: number;
  readonly height: number;
  readonly tokens: number;
}

/** Whether a model gives out pictures. */
export function makesPictures(model: string): boolean {
  return familyOf(model) !== null;
}

/**
 * The size and tokens of a picture as a model makes it; the usual ones where none are asked for.
 * Null where the model knows no such aspect ratio or size.
 *
 * Source: https://ai.google.dev/gemini-api/docs/image-generation (2026-11-22).
 */
export function pictureForm(model: string, order: PictureOrder): PictureForm | null {
  const family = familyOf(model);
  if (family === null) return null;
  const ofOneK = family.pixels.get(order.aspectRatio ?? "1:1");
  const size = readSize(order.imageSize ?? "1K");
  const tokens = size === null ? undefined : family.tokens[size];
  if (ofOneK === undefined || size === null || tokens === undefined) return null;
  const [width, height] = scalePixels(ofOneK, size);
  return { width, height, tokens };
}

function readSize(text: string): GeminiSize | null {
  return geminiSizes.find((size) => size === text) ?? null;
}

interface Family {
  readonly name: RegExp;
  /** Pixels at 1K, by aspect ratio. */
  readonly pixels: ReadonlyMap<string, Pixels>;
  /**
   * What a picture counts, by nominal size. The gateway has a table of its own, and this one is
   * what it is held against: the two are never one.
   */
  readonly tokens: Readonly<Partial<Record<GeminiSize, number>>>;
}

const families: readonly Family[] = [
  { name: /gemini-2\.5-flash-image/, pixels: geminiPixels25, tokens: { "1K": 1290 } },
  {
    name: /gemini-3-pro-image/,
    pixels: geminiPixels3,
    tokens: { "1K": 1120, "2K": 1120, "4K": 2000 },
  },
  { name: /gemini-3\.1-flash-lite-image/, pixels: geminiPixels3, tokens: { "1K": 1120 } },
  {
    name: /gemini-3\.1-flash-image/,
    pixels: geminiPixels3,
    tokens: { "512": 747, "1K": 1120, "2K": 1680, "4K": 2520 },
  },
];

function familyOf(model: string): Family | null {
  return families.find(({ name }) => name.test(model.toLowerCase())) ?? null;
}
