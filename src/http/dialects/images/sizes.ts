/** How a model is told a size: OpenRouter's words, which the chat inside has for it. */
export interface ImageConfig {
  readonly aspect_ratio: string;
  readonly image_size: string;
}

type Pixels = readonly [number, number];

/** The sizes that one model makes, by their pixels, such as `1264x848`. */
export type Sizes = ReadonlyMap<string, ImageConfig & { readonly pixels: Pixels }>;

/**
 * The sizes of a model that counts its pictures by this rule; none where they are not published.
 * Source: https://ai.google.dev/gemini-api/docs/image-generation (2026-11-22).
 */
export function sizesOf(imageOutput: string): Sizes {
  return published.get(imageOutput) ?? new Map();
}

const generation25: Readonly<Record<string, Pixels>> = {
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

const generation3: Readonly<Record<string, Pixels>> = {
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

/** How many times the sides of 1K. */
const scales = { "512": 0.5, "1K": 1, "2K": 2, "4K": 4 } as const;

const published: ReadonlyMap<string, Sizes> = new Map([
  ["gemini-2.5-flash-image", listSizes(generation25, ["1K"])],
  ["gemini-3-pro-image", listSizes(generation3, ["1K", "2K", "4K"])],
  ["gemini-3.1-flash-lite-image", listSizes(generation3, ["1K"])],
  ["gemini-3.1-flash-image", listSizes(generation3, ["512", "1K", "2K", "4K"])],
]);

function listSizes(
  ratios: Readonly<Record<string, Pixels>>,
  sizes: readonly (keyof typeof scales)[],
): Sizes {
  const listed = sizes.flatMap((image_size) =>
    Object.entries(ratios).map(([aspect_ratio, [width, height]]) => {
      const scale = scales[image_size];
      const pixels: Pixels = [width * scale, height * scale];
      return [pixels.join("x"), { aspect_ratio, image_size, pixels }] as const;
    }),
  );
  // Two of them may have the same pixels: the first is the smaller nominal size.
  return new Map(listed.toReversed());
}
