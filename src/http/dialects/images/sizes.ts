import {
  type GeminiSize,
  geminiPixels3,
  geminiPixels25,
  type Pixels,
  scalePixels,
} from "../../../core/tokens/image-output/gemini-sizes.ts";

/** How a model is told a size: OpenRouter's words, which the chat inside has for it. */
export interface ImageConfig {
  readonly aspect_ratio: string;
  readonly image_size: string;
}

/** The sizes that one model makes, by their pixels, such as `1264x848`. */
export type Sizes = ReadonlyMap<string, ImageConfig & { readonly pixels: Pixels }>;

/**
 * The sizes of a model that counts its pictures by this rule; none where they are not published.
 * Source: https://ai.google.dev/gemini-api/docs/image-generation (2026-11-22).
 */
export function sizesOf(imageOutput: string): Sizes {
  return published.get(imageOutput) ?? new Map();
}

const published: ReadonlyMap<string, Sizes> = new Map([
  ["gemini-2.5-flash-image", listSizes(geminiPixels25, ["1K"])],
  ["gemini-3-pro-image", listSizes(geminiPixels3, ["1K", "2K", "4K"])],
  ["gemini-3.1-flash-lite-image", listSizes(geminiPixels3, ["1K"])],
  ["gemini-3.1-flash-image", listSizes(geminiPixels3, ["512", "1K", "2K", "4K"])],
]);

function listSizes(ratios: ReadonlyMap<string, Pixels>, sizes: readonly GeminiSize[]): Sizes {
  const listed = sizes.flatMap((image_size) =>
    [...ratios].map(([aspect_ratio, ofOneK]) => {
      const pixels = scalePixels(ofOneK, image_size);
      return [pixels.join("x"), { aspect_ratio, image_size, pixels }] as const;
    }),
  );
  // Two of them may have the same pixels: the first is the smaller nominal size.
  return new Map(listed.toReversed());
}
