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
  const pixels = family.pixels[order.aspectRatio ?? "1:1"];
  const size = family.sizes[order.imageSize ?? "1K"];
  if (pixels === undefined || size === undefined) return null;
  const [width, height] = pixels;
  return { width: width * size.scale, height: height * size.scale, tokens: size.tokens };
}

type Pixels = readonly [number, number];

interface Family {
  readonly name: RegExp;
  /** Pixels at 1K, by aspect ratio. */
  readonly pixels: Readonly<Record<string, Pixels>>;
  readonly sizes: Readonly<Record<string, { readonly scale: number; readonly tokens: number }>>;
}

const pixels25: Readonly<Record<string, Pixels>> = {
  "1:1": [1024, 1024],
  "2:3": [832, 1248],
  "3:2": [1248, 832],
  "3:4": [864, 1184],
  "4:3": [1184, 864],
  "4:5": [896, 1152],
  "5:4": [1152, 896],
  "9:16": [768, 1344],
  "16:9": [1344, 768],
  "21:9": [1536, 672],
};

const pixels3: Readonly<Record<string, Pixels>> = {
  "1:1": [1024, 1024],
  "1:4": [512, 2048],
  "4:1": [2048, 512],
  "1:8": [384, 3072],
  "8:1": [3072, 384],
  "2:3": [848, 1264],
  "3:2": [1264, 848],
  "3:4": [896, 1200],
  "4:3": [1200, 896],
  "4:5": [928, 1152],
  "5:4": [1152, 928],
  "9:16": [768, 1376],
  "16:9": [1376, 768],
  "21:9": [1584, 672],
};

const families: readonly Family[] = [
  {
    name: /gemini-2\.5-flash-image/,
    pixels: pixels25,
    sizes: { "1K": { scale: 1, tokens: 1290 } },
  },
  {
    name: /gemini-3-pro-image/,
    pixels: pixels3,
    sizes: {
      "1K": { scale: 1, tokens: 1120 },
      "2K": { scale: 2, tokens: 1120 },
      "4K": { scale: 4, tokens: 2000 },
    },
  },
  {
    name: /gemini-3\.1-flash-lite-image/,
    pixels: pixels3,
    sizes: { "1K": { scale: 1, tokens: 1120 } },
  },
  {
    name: /gemini-3\.1-flash-image/,
    pixels: pixels3,
    sizes: {
      "512": { scale: 0.5, tokens: 747 },
      "1K": { scale: 1, tokens: 1120 },
      "2K": { scale: 2, tokens: 1680 },
      "4K": { scale: 4, tokens: 2520 },
    },
  },
];

function familyOf(model: string): Family | null {
  return families.find(({ name }) => name.test(model.toLowerCase())) ?? null;
}
