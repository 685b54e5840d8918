import { assert } from "../../assert.ts";
import type { Count } from "../count.ts";
import type { MediaGeneration, MediaResolution } from "./resolution.ts";

/** Tokens of a frame of 2.x: as the table says, and at most as the page on tokens says. */
const usualFrame: Count = { tokens: 256, tokensMax: 300 };
const lowFrame: Count = { tokens: 64, tokensMax: 100 };
/** Tokens of a frame of 3.x. */
const tokensByResolution = { unspecified: 70, low: 70, medium: 70, high: 280 } as const;

/**
 * Tokens of a film's frames, one a second unless asked for otherwise; its sound counts beside it
 * (`countAudio`). For 2.x one page says 256 a frame, and another 263 a second or "about 300",
 * sound included, and "about 100" at low resolution: these are the bound.
 *
 * Source: https://ai.google.dev/gemini-api/docs/media-resolution and /tokens (2026-11-22,
 * confidence A).
 */
export function countVideoFrames(
  generation: MediaGeneration,
  frames: number,
  resolution: MediaResolution,
): Count {
  assert(Number.isSafeInteger(frames) && frames >= 0, "a film has a whole number of frames");
  const { tokens, tokensMax } = frameOf(generation, resolution);
  return { tokens: frames * tokens, tokensMax: frames * tokensMax };
}

function frameOf(generation: MediaGeneration, resolution: MediaResolution): Count {
  if (generation === 2) return resolution === "low" ? lowFrame : usualFrame;
  const tokens = tokensByResolution[resolution];
  return { tokens, tokensMax: tokens };
}
