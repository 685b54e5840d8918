import { assert } from "../../assert.ts";
import type { Count } from "../count.ts";
import type { MediaGeneration } from "./resolution.ts";

/** Tokens a second, as the page on tokens says … */
const tokensPerSecond = 32;
/** … and as the table of 3.x says. */
const tokensPerSecondOfThird = 25;

/**
 * Tokens of a recording, by its length in whole milliseconds; a token begun counts. For 3.x two
 * pages disagree: its own table is expected, the dearer one is the bound.
 *
 * Source: https://ai.google.dev/gemini-api/docs/tokens and /media-resolution (2026-11-22,
 * confidence A).
 */
export function countAudio(generation: MediaGeneration, lengthMs: number): Count {
  assert(Number.isSafeInteger(lengthMs) && lengthMs >= 0, "a length is whole milliseconds");
  const at = (perSecond: number): number => Math.ceil((lengthMs * perSecond) / 1000);
  const tokensMax = at(tokensPerSecond);
  return { tokens: generation === 2 ? tokensMax : at(tokensPerSecondOfThird), tokensMax };
}
