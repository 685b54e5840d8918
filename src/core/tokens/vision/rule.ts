import { assert } from "../../assert.ts";
import type { VisionRule } from "../../catalogue/model.ts";
import type { Detail } from "../../chat/request.ts";
import { claudePatches } from "./claude-28.ts";
import { cohereTiles } from "./cohere.ts";
import { geminiCrops } from "./gemini-2.ts";
import { geminiGrid } from "./gemini-3.ts";
import { grokTiles } from "./grok.ts";
import { llamaTiles } from "./llama-4.ts";
import { mistralCells } from "./mistral.ts";
import { openaiPatches } from "./openai-patches.ts";
import { openaiTiles } from "./openai-tiles.ts";
import { qwenCells } from "./qwen.ts";
import { tiles258 } from "./tiles-258.ts";

/** A picture as the rules see it: whole pixels, at least one each way. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly detail: Detail;
}

/** What a picture counts. */
export interface PictureCount {
  /** As the provider's rule says. */
  readonly tokens: number;
  /** What it may count at most, under every reading of the rule; never below `tokens`. */
  readonly tokensMax: number;
  /** Tiles or patches; null where the rule has none. */
  readonly tiles: number | null;
}

export type CountPicture = (picture: PictureSize) => PictureCount;

/** A family of rules: finds the rule of one name, or null where the name isn't of this family. */
type VisionFamily = (name: string) => CountPicture | null;

const families: readonly VisionFamily[] = [
  tiles258,
  openaiTiles,
  openaiPatches,
  geminiCrops,
  geminiGrid,
  claudePatches,
  mistralCells,
  qwenCells,
  llamaTiles,
  grokTiles,
  cohereTiles,
];

/**
 * How vision rules are named; `<…>` stands for a whole number, and `<hundredths>` also for two,
 * such as `120to162`.
 */
export const visionRuleNames: readonly string[] = [
  "tiles-258",
  "openai-tiles-<base>-<tile>",
  "openai-image-<base>-<tile>",
  "openai-patches-<budget>-<hundredths>",
  "openai-patches-<budget>-<hundredths>-original",
  "openai-patches-<budget>-<hundredths>-original-auto",
  "openai-patches-<budget>-<hundredths>-unresized",
  "gemini-1",
  "gemini-2",
  "gemini-2-flat",
  "gemini-2-image",
  "gemini-3",
  "gemini-3-<cells>",
  "claude-28-standard",
  "claude-28-high",
  "mistral-<side>-<cell>",
  "qwen-<cell>-<min>-<max>",
  "llama-4",
  "grok",
  "cohere",
];

export function isVisionRule(name: string): boolean {
  return find(name) !== null;
}

/** Counts a picture's tokens by a rule that `isVisionRule` knows. */
export function countPicture(rule: VisionRule, picture: PictureSize): PictureCount {
  const count = find(rule);
  assert(count !== null, "a vision rule was read before it is used");
  assert(
    Number.isSafeInteger(picture.width) && picture.width > 0,
    "a picture's width is a whole number from 1 on",
  );
  assert(
    Number.isSafeInteger(picture.height) && picture.height > 0,
    "a picture's height is a whole number from 1 on",
  );
  const counted = count(picture);
  assert(counted.tokensMax >= counted.tokens, "a picture's bound is never below its count");
  return counted;
}

function find(name: string): CountPicture | null {
  for (const family of families) {
    const count = family(name);
    if (count !== null) return count;
  }
  return null;
}
