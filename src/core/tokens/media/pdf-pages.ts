import { assert } from "../../assert.ts";
import type { Count } from "../count.ts";
import type { MediaGeneration, MediaResolution } from "./resolution.ts";

/** Tokens of the picture of one page. */
const flatTokens = 258;
const tokensByResolution = { unspecified: 560, low: 280, medium: 560, high: 1120 } as const;

/**
 * Tokens of a PDF's pages as pictures, reported under the IMAGE modality: 258 each in 2.x; by
 * resolution in 3.x, where the figures are maxima. A page's own text counts as text beside it and
 * is not in here.
 *
 * Source: https://ai.google.dev/gemini-api/docs/media-resolution and /document-processing
 * (2026-11-22, confidence A).
 */
export function countPdfPages(
  generation: MediaGeneration,
  pages: number,
  resolution: MediaResolution,
): Count {
  assert(Number.isSafeInteger(pages) && pages >= 0, "a document has a whole number of pages");
  const tokens = pages * (generation === 2 ? flatTokens : tokensByResolution[resolution]);
  return { tokens, tokensMax: tokens };
}
