import type { ImageOutputTable } from "./rule.ts";

/**
 * Google's tables of what a picture counts that comes out, by its nominal size; the aspect ratio
 * changes nothing. `gemini-3.1-flash-lite-image` is derived from its price per picture.
 * Source: https://ai.google.dev/gemini-api/docs/image-generation (2026-11-22).
 */
export const geminiImages: Readonly<Record<string, ImageOutputTable>> = {
  "gemini-2.5-flash-image": { half: 1290, one: 1290, two: 1290, four: 1290 },
  "gemini-3-pro-image": { half: 1120, one: 1120, two: 1120, four: 2000 },
  "gemini-3.1-flash-image": { half: 747, one: 1120, two: 1680, four: 2520 },
  "gemini-3.1-flash-lite-image": { half: 1120, one: 1120, two: 1120, four: 1120 },
};
