import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Detail } from "../../chat/request.ts";
import { limits } from "../../limits.ts";
import { countPicture, isVisionRule, type PictureSize, visionRuleNames } from "./rule.ts";

/** One rule for every name, with the numbers of a model that has it. */
const rules = visionRuleNames.map((name) =>
  name
    .replace("<base>-<tile>", "85-170")
    .replace("<budget>", name.includes("original") ? "2500" : "1536")
    .replace("<hundredths>", "120to162")
    .replace("<cells>", "560")
    .replace("<side>-<cell>", "1540-28")
    .replace("<cell>-<min>-<max>", "32-4-16384"),
);

const side = fc.oneof(
  fc.integer({ min: 1, max: limits.pictureSideMax }),
  fc.integer({ min: 1, max: 3_000 }),
);
const details = ["low", "auto", "high", "original"] as const;
const detail = fc.constantFrom<Detail>(...details);
const rule = fc.constantFrom(...rules);
const picture = fc.record({ width: side, height: side, detail });

test("tiles-258 counts squares begun, nearest squares, or one, by detail", () => {
  const tiles = (width: number, height: number, wanted: Detail) =>
    countPicture("tiles-258", { width, height, detail: wanted }).tiles;
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

test("where sources disagree on a multiplier, the dearer one is the bound", () => {
  const size = { width: 1024, height: 1024, detail: "high" } as const;
  const counted = countPicture("openai-patches-1536-120to162", size);
  assert.deepEqual(counted, { tokens: 1229, tokensMax: 1660, tiles: 1024 });
  assert.equal(countPicture("openai-patches-1536-162", size).tokensMax, 1660);
});

test("a model that doesn't resize counts every pixel, and needs no bound by size", () => {
  const count = (wanted: Detail) =>
    countPicture("openai-patches-2500-120-unresized", {
      width: 30_000,
      height: 20_000,
      detail: wanted,
    });
  const whole = Math.ceil((938 * 625 * 120) / 100);
  assert.deepEqual(count("auto"), { tokens: whole, tokensMax: whole + 1, tiles: 586_250 });
  assert.deepEqual(count("original"), count("auto"));
  assert.equal(count("high").tokensMax, whole + 1);
  assert.ok(count("high").tokens <= 3_000);
});

test("surfaces that bill one model differently have an expected number each, and one bound", () => {
  const count = (name: string) => countPicture(name, { width: 700, height: 1003, detail: "auto" });
  assert.deepEqual(count("gemini-2"), { tokens: 1548, tokensMax: 1806, tiles: 6 });
  assert.deepEqual(count("gemini-2-flat"), { tokens: 258, tokensMax: 1806, tiles: 6 });
  assert.equal(count("gemini-2-image").tokens, 1290);
});

test("all four resolutions of the grid are what was measured at 4:3", () => {
  const size = { width: 1024, height: 768 };
  const tokens = (name: string, wanted: Detail) =>
    countPicture(name, { ...size, detail: wanted }).tokens;
  assert.equal(tokens("gemini-3", "low"), 266);
  assert.equal(tokens("gemini-3-560", "auto"), 540);
  assert.equal(tokens("gemini-3", "high"), 1064);
  assert.equal(tokens("gemini-3", "original"), 2160);
});

test("the rules of open models count what their sources compute", () => {
  const count = (name: string, width: number, height: number) =>
    countPicture(name, { width, height, detail: "auto" }).tokens;
  assert.equal(count("mistral-1024-16", 1024, 1024), 4160);
  assert.equal(count("mistral-1540-28", 1540, 1540), 3080);
  assert.equal(count("llama-4", 336, 336), 147);
  assert.equal(count("llama-4", 337, 336), 3 + 144 + 2 * 145, "one pixel over begins a tile");
  assert.equal(count("llama-4", 3360, 336), 3 + 144 + 10 * 145);
  assert.equal(count("llama-4", 30_000, 30_000), 2467);
  assert.equal(count("grok", 448, 448), 512);
  assert.equal(count("grok", 4_000, 4_000), 1792);
  assert.equal(count("cohere", 1024, 1024), 5 * 256);
  assert.equal(countPicture("cohere", { width: 9, height: 9, detail: "low" }).tokens, 256);
});

test("the tile rule needs no floats at the edges of its squares", () => {
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
  const squares = (edge: bigint) =>
    (edge * numerator + denominator * 512n - 1n) / (denominator * 512n);
  return squares(width) * squares(height);
}

test("no rule's bound is below its count, for any picture", () => {
  assert.ok(rules.every(isVisionRule), rules.filter((name) => !isVisionRule(name)).join());
  fc.assert(
    fc.property(rule, picture, (name, size) => {
      const counted = countPicture(name, size);
      assert.ok(counted.tokens > 0 && Number.isSafeInteger(counted.tokensMax));
      assert.ok(counted.tokensMax >= counted.tokens);
    }),
    { numRuns: 4_000 },
  );
});

test("an estimate is the same whenever it is asked for", () => {
  fc.assert(
    fc.property(rule, picture, (name, size) => {
      const frozen = Object.freeze({ ...size });
      assert.deepEqual(countPicture(name, frozen), countPicture(name, { ...size }));
    }),
  );
});

/** From the least detail to the most; `auto` may be either of those beside it. */
const rising: readonly (readonly [Detail, Detail])[] = [
  ["low", "auto"],
  ["low", "high"],
  ["high", "original"],
  ["auto", "original"],
];

test("tokens never fall when detail rises", () => {
  fc.assert(
    fc.property(rule, side, side, (name, width, height) => {
      const tokens = (wanted: Detail) =>
        countPicture(name, { width, height, detail: wanted }).tokens;
      for (const [less, more] of rising) {
        assert.ok(tokens(less) <= tokens(more), `${name} ${less} ${more}`);
      }
      // Where `auto` is `original`, or the nearest squares, it may be more or less than `high`.
      if (!name.endsWith("-original-auto") && !name.endsWith("-unresized")) {
        assert.ok(tokens("auto") <= tokens("high"), `${name} auto high`);
      }
    }),
    { numRuns: 4_000 },
  );
});

test("portrait counts what landscape does, but where rows end with a token of their own", () => {
  const symmetric = rules.filter((name) => !name.startsWith("mistral-"));
  fc.assert(
    fc.property(fc.constantFrom(...symmetric), picture, (name, size) => {
      const upright = countPicture(name, size);
      const lying = countPicture(name, { ...size, width: size.height, height: size.width });
      assert.deepEqual(upright, lying, name);
    }),
    { numRuns: 2_000 },
  );
  const mistral = (width: number, height: number) =>
    countPicture("mistral-1024-16", { width, height, detail: "auto" }).tokens;
  assert.equal(mistral(1024, 512), 65 * 32);
  assert.equal(mistral(512, 1024), 33 * 64);
});

/** The most that a rule may count for a picture of any size, as its source says. */
const caps: Readonly<Record<string, number>> = {
  "openai-tiles-85-170": 85 + 170 * 8,
  "openai-patches-1536-162": 2489,
  "openai-patches-2500-120-original": 12_000,
  "openai-patches-2500-120-original-auto": 12_000,
  "gemini-2-flat": 258,
  "gemini-3": 2240,
  "gemini-3-560": 560,
  "claude-28-standard": 1568,
  "claude-28-high": 4784,
  "mistral-1024-16": 4160,
  "mistral-1540-28": 3080,
  "qwen-28-4-16384": 16_386,
  "qwen-32-4-16384": 16_386,
  "llama-4": 2467,
  grok: 1792,
};

test("no size from 1 to 30,000 pixels breaks a cap", () => {
  const extremes = [1, 2, 27, 28, 29, 32, 33, 767, 768, 2048, 2049, 29_999, 30_000];
  const corners = extremes.flatMap((width) =>
    extremes.flatMap((height) => details.map((wanted) => ({ width, height, detail: wanted }))),
  );
  for (const [name, cap] of Object.entries(caps)) {
    const within = (size: PictureSize) => {
      const { tokens } = countPicture(name, size);
      assert.ok(tokens >= 1 && tokens <= cap, `${name} ${JSON.stringify(size)}: ${tokens}`);
    };
    corners.forEach(within);
    fc.assert(fc.property(picture, within));
  }
});

test("a rule that isn't there is not made up", () => {
  for (const name of [
    "",
    "tiles-257",
    "openai-tiles-85",
    "openai-tiles-85-x",
    "openai-patches-1536-162-auto",
    "openai-patches-0-162",
    "gemini-4",
    "gemini-3-0",
    "claude-28",
    "mistral-0-16",
    "qwen-28-5-4",
    "toString",
  ]) {
    assert.equal(isVisionRule(name), false, name);
  }
  assert.throws(() => countPicture("none", { width: 1, height: 1, detail: "low" }));
});
