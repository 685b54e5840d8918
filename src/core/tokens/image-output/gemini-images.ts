import type { ImageOutputRule } from "./rule.ts";

/** Tokens of one picture by its nominal size: 0.5K, 1K, 2K, 4K. */
interface SizeTable {
  readonly half: number;
  readonly one: number;
  readonly two: number;
  readonly four: number;
}

/**
 * Google's tables of what a picture counts that comes out, by its nominal size; the aspect ratio
 * changes nothing. `gemini-3.1-flash-lite-image` is derived from its price per picture.
 * Source: https://ai.google.dev/gemini-api/docs/image-generation (2026-11-22).
 */
export const geminiImages: Readonly<Record<string, ImageOutputRule>> = {
  "gemini-2.5-flash-image": ruleOf({ half: 1290, one: 1290, two: 1290, four: 1290 }),
  "gemini-3-pro-image": ruleOf({ half: 1120, one: 1120, two: 1120, four: 2000 }),
  "gemini-3.1-flash-image": ruleOf({ half: 747, one: 1120, two: 1680, four: 2520 }),
  "gemini-3.1-flash-lite-image": ruleOf({ half: 1120, one: 1120, two: 1120, four: 1120 }),
};

/** Pixels of a square picture of 1K. */
const kilo = 1024 * 1024;

function ruleOf(table: SizeTable): ImageOutputRule {
  const { half, one, two, four } = table;
  return {
    count: ({ width, height }) => {
      const pixels = width * height;
      // Nominal sizes are four times apart, and aspect ratios move them by less than two.
      if (pixels <= kilo / 2) return half;
      if (pixels <= kilo * 2) return one;
      return pixels <= kilo * 8 ? two : four;
    },
    usual: one,
    tokensMax: Math.max(half, one, two, four),
  };
}
