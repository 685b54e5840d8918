import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countPicture } from "../../core/tokens/vision/rule.ts";
import type { Detail } from "./request.ts";
import { pictureTokens } from "./vision-tokens.ts";

type Reading = readonly [model: string, width: number, height: number, detail: Detail, n: number];

/** Published by the providers, or derived from their text; see the rules' sources. */
const readings: readonly Reading[] = [
  ["gemini-3.1-flash-image-preview", 1920, 1080, "high", 4 * 258],
  ["gemini-3.1-flash-image-preview", 1920, 1080, "auto", 2 * 258],
  ["gemini-3.1-flash-image-preview", 1920, 1080, "low", 258],
  ["gemini-3.1-flash-image-preview", 2048, 2048, "high", 4 * 258],
  ["gpt-4o", 1024, 1024, "high", 765],
  ["gpt-4o", 2048, 4096, "high", 1105],
  ["gpt-4o", 4096, 8192, "low", 85],
  ["gpt-4o", 512, 512, "auto", 255],
  ["gpt-4o", 513, 512, "high", 425],
  ["gpt-4o", 4096, 512, "high", 765],
  ["gpt-4o-mini", 1920, 1080, "high", 36_835],
  ["gpt-5", 1024, 1024, "high", 630],
  ["o1-pro", 1920, 1080, "high", 975],
  ["gpt-5-mini", 1024, 1024, "high", 1229],
  ["gpt-5-mini", 1800, 2400, "high", 1743],
  ["gpt-5-nano", 3000, 400, "high", 864],
  ["gpt-4.1-mini", 1800, 2400, "high", 2353],
  ["gpt-4.1-nano", 3000, 400, "high", 1417],
  ["o4-mini", 1024, 1024, "high", 1762],
  ["gpt-5.4", 6400, 3200, "high", 2458],
  ["gpt-5.4", 4000, 2500, "original", 11_850],
  ["gpt-5.5", 6400, 3200, "original", 11_760],
  ["gpt-5.6-sol", 4000, 2500, "auto", 11_850],
  ["claude-3-opus", 200, 200, "auto", 64],
  ["claude-3-5-haiku", 1092, 1092, "auto", 1521],
  ["claude-haiku-4-5", 1920, 1080, "auto", 1560],
  ["claude-opus-4-20250514", 2000, 1500, "auto", 1564],
  ["claude-opus-4-7", 2000, 1500, "auto", 3888],
  ["claude-sonnet-5", 3840, 2160, "auto", 4784],
  ["claude-opus-5", 8000, 100, "auto", 184],
  ["claude-3-opus", 500, 3000, "auto", 560],
  ["gemini-2.5-flash", 960, 540, "auto", 1548],
  ["gemini-2.5-flash", 384, 384, "auto", 258],
  ["gemini-2.5-pro", 1000, 200, "auto", 4128],
  ["gemini-3.5-flash", 64, 64, "auto", 1089],
  ["gemini-3.5-flash", 1920, 1080, "high", 1100],
  ["gemini-3.1-pro-preview", 1024, 768, "low", 266],
  ["a-model-nobody-knows", 1024, 1024, "high", 765],
];

for (const [model, width, height, detail, tokens] of readings) {
  test(`${width} x ${height} at ${detail} on ${model} is ${tokens} tokens`, () => {
    assert.equal(pictureTokens(model, { width, height, detail }), tokens);
  });
}

test("the sandbox and the gateway, each by its own code, count the same", () => {
  const pairs = [
    ["gemini-3.1-flash-image-preview", "tiles-258"],
    ["gpt-4o", "openai-tiles-85-170"],
    ["gpt-4.1-mini", "openai-patches-1536-162"],
    ["claude-3-opus", "claude-28-standard"],
    ["claude-sonnet-5", "claude-28-high"],
    ["gemini-1.5-pro", "gemini-1"],
    ["gemini-2.5-flash", "gemini-2"],
    ["gemini-3.5-flash", "gemini-3"],
  ] as const;
  const side = fc.integer({ min: 1, max: 9_000 });
  const pair = fc.constantFrom(...pairs);
  const detail = fc.constantFrom<Detail>("auto", "low", "high");
  fc.assert(
    fc.property(fc.record({ width: side, height: side, detail }), pair, (size, [model, rule]) => {
      const theirs = countPicture(rule, size);
      const ours = pictureTokens(model, size);
      assert(ours <= theirs.tokensMax, "what is billed is within what was held for");
      // No count is printed for `low` on patch models: there only the bound is known.
      const known = size.detail !== "low" || !rule.includes("patches");
      if (known) assert.equal(ours, theirs.tokens);
    }),
    { numRuns: 3_000 },
  );
});
