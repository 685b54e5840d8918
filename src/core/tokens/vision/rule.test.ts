import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import type { Detail } from "../../chat/request.ts";
import { limits } from "../../limits.ts";
import { countPicture, isVisionRule, visionRuleNames } from "./rule.ts";

interface Vector {
  readonly model: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly detail_or_resolution: string;
  readonly tokens: number;
}

const path = new URL("../../../../tests/vectors/vision.json", import.meta.url);
const vectors: readonly Vector[] = JSON.parse(readFileSync(path, "utf8"));

/** Which rule answers for which of the collected readings. */
const ruleByModel: Readonly<Record<string, string>> = {
  "gpt-4o": "openai-tiles-85-170",
  "gpt-4.1": "openai-tiles-85-170",
  "gpt-4.5-preview": "openai-tiles-85-170",
  "gpt-4o-mini": "openai-tiles-2833-5667",
  "gpt-5": "openai-tiles-70-140",
  "gpt-5-chat-latest": "openai-tiles-70-140",
  o1: "openai-tiles-75-150",
  "o1-pro": "openai-tiles-75-150",
  o3: "openai-tiles-75-150",
  "computer-use-preview": "openai-tiles-65-129",
  "gpt-5-mini": "openai-patches-1536-120",
  "gpt-5-nano": "openai-patches-1536-150",
  "gpt-5.2": "openai-patches-1536-120",
  "gpt-5.4-mini": "openai-patches-1536-120",
  "gpt-4.1-mini": "openai-patches-1536-162",
  "gpt-4.1-nano": "openai-patches-1536-246",
  "o4-mini": "openai-patches-1536-172",
  "standard tier": "claude-28-standard",
  "standard tier (Claude <= 4.6, Haiku 4.5, Sonnet 4.6 ...)": "claude-28-standard",
  "high-res tier": "claude-28-high",
  "high-resolution tier (Claude 4.7 and later)": "claude-28-high",
  "claude-sonnet-5": "claude-28-high",
  "gemini-2.0/2.5 (documented tile rule)": "gemini-2",
  "gemini-3.x": "gemini-3",
  "gemini-3.5-flash-lite": "gemini-3",
  "gemini-3.1-pro-preview": "gemini-3",
};

const detailByName: Readonly<Record<string, Detail>> = {
  low: "low",
  high: "high",
  standard: "high",
  "high-res": "high",
  default: "auto",
  "media_resolution=high": "high",
};

test("every collected reading of a rule is met exactly", () => {
  let checked = 0;
  for (const vector of vectors) {
    const rule = ruleByModel[vector.model];
    const detail = detailByName[vector.detail_or_resolution];
    const { width, height } = vector;
    if (rule === undefined || detail === undefined || width === null || height === null) continue;
    const counted = countPicture(rule, { width, height, detail });
    assert.equal(counted.tokens, vector.tokens, JSON.stringify(vector));
    checked += 1;
  }
  assert.ok(checked >= 84, `${checked} readings`);
});

test("tiles-258 counts squares begun, nearest squares, or one, by detail", () => {
  const tiles = (width: number, height: number, detail: Detail) =>
    countPicture("tiles-258", { width, height, detail }).tiles;
  assert.equal(tiles(1920, 1080, "high"), 4);
  assert.equal(tiles(1920, 1080, "auto"), 2);
  assert.equal(tiles(1920, 1080, "low"), 1);
  assert.equal(tiles(2048, 2048, "high"), 4);
  assert.equal(tiles(1920, 1080, "original"), 4);
  assert.equal(tiles(1, 1, "auto"), 1);
  assert.equal(tiles(1024, 1025, "high"), 2);
  assert.equal(tiles(1536, 511, "auto"), 2);
  assert.equal(tiles(1535, 511, "auto"), 1);
  const counted = countPicture("tiles-258", { width: 1920, height: 1080, detail: "high" });
  assert.equal(counted.tokens, 1032);
});

test("a small picture's bound is the reading that scales it up", () => {
  const count = (width: number, height: number) =>
    countPicture("openai-tiles-85-170", { width, height, detail: "high" });
  assert.deepEqual(count(512, 512), { tokens: 255, tokensMax: 765, tiles: 1 });
  assert.deepEqual(count(1024, 1024), { tokens: 765, tokensMax: 765, tiles: 4 });
  assert.equal(count(1536, 768).tokens, 85 + 170 * 6);
});

test("the tile rule needs no floats at the edges of its squares", () => {
  const side = fc.integer({ min: 1, max: limits.pictureSideMax });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const { tiles } = countPicture("openai-tiles-0-1", { width, height, detail: "high" });
      assert.equal(BigInt(tiles ?? -1), tilesByFractions(BigInt(width), BigInt(height)));
    }),
  );
});

/** The rule as it is printed, step by step, in fractions of whole numbers. */
function tilesByFractions(width: bigint, height: bigint): bigint {
  let [numerator, denominator] = [1n, 1n];
  const long = width > height ? width : height;
  const short = width > height ? height : width;
  if (long > 2048n) [numerator, denominator] = [2048n, long];
  if (short * numerator > 768n * denominator) [numerator, denominator] = [768n, short];
  const squares = (side: bigint) =>
    (side * numerator + denominator * 512n - 1n) / (denominator * 512n);
  return squares(width) * squares(height);
}

test("no rule's bound is below its count, for any picture", () => {
  const names = visionRuleNames.map((name) =>
    name
      .replace("<base>", "85")
      .replace("<tile>", "170")
      .replace("<budget>", "1536")
      .replace("<hundredths>", "162"),
  );
  const side = fc.integer({ min: 1, max: limits.pictureSideMax });
  const detail = fc.constantFrom<Detail>("auto", "low", "high", "original");
  for (const name of names) {
    assert.ok(isVisionRule(name), name);
    fc.assert(
      fc.property(side, side, detail, (width, height, wanted) => {
        const counted = countPicture(name, { width, height, detail: wanted });
        assert.ok(counted.tokens > 0 && Number.isSafeInteger(counted.tokensMax));
        assert.ok(counted.tokensMax >= counted.tokens);
      }),
    );
  }
});

test("a rule that isn't there is not made up", () => {
  for (const name of [
    "",
    "tiles-257",
    "openai-tiles-85",
    "openai-tiles-85-x",
    "claude-28",
    "toString",
  ]) {
    assert.equal(isVisionRule(name), false, name);
  }
  assert.throws(() => countPicture("none", { width: 1, height: 1, detail: "low" }));
});
