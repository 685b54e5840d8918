/** Width and height. */
export type Pixels = readonly [width: number, height: number];

/**
 * The pixels that pictures of gemini-2.5-flash-image have at 1K, by aspect ratio.
 * Source: https://ai.google.dev/gemini-api/docs/image-generation (2026-11-22).
 */
export const geminiPixels25: ReadonlyMap<string, Pixels> = new Map([
  ["1:1", [1024, 1024]],
  ["2:3", [832, 1248]],
  ["3:2", [1248, 832]],
  ["3:4", [864, 1184]],
  ["4:3", [1184, 864]],
  ["4:5", [896, 1152]],
  ["5:4", [1152, 896]],
  ["9:16", [768, 1344]],
  ["16:9", [1344, 768]],
  ["21:9", [1536, 672]],
]);

/** The same for the image models of Gemini 3, and from the same page. */
export const geminiPixels3: ReadonlyMap<string, Pixels> = new Map([
  ["1:1", [1024, 1024]],
  ["1:4", [512, 2048]],
  ["4:1", [2048, 512]],
  ["1:8", [384, 3072]],
  ["8:1", [3072, 384]],
  ["2:3", [848, 1264]],
  ["3:2", [1264, 848]],
  ["3:4", [896, 1200]],
  ["4:3", [1200, 896]],
  ["4:5", [928, 1152]],
  ["5:4", [1152, 928]],
  ["9:16", [768, 1376]],
  ["16:9", [1376, 768]],
  ["21:9", [1584, 672]],
]);

/** Nominal sizes, by the sides that a square picture has. */
export const geminiSizes = ["512", "1K", "2K", "4K"] as const;
export type GeminiSize = (typeof geminiSizes)[number];

/** The pixels of a picture at a nominal size, from what it has at 1K. */
export function scalePixels([width, height]: Pixels, size: GeminiSize): Pixels {
  const scale = scales[size];
  return [width * scale, height * scale];
}

const scales: Readonly<Record<GeminiSize, number>> = { "512": 0.5, "1K": 1, "2K": 2, "4K": 4 };
