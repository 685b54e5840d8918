import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Usage } from "../tokens/usage.ts";
import {
  boundOutput,
  dearestOutput,
  dearestRates,
  pricePromptBound,
  rateUsage,
} from "./rate-usage.ts";
import { readPrice } from "./read-price.ts";

/** As gpt-5.6-sol is priced, with writes for an hour as Anthropic has them. */
const price = readPrice({
  name: "price",
  value: {
    input: { text: "5.00", cached: "0.50", cache_write: "6.25", cache_write_1h: "10.00" },
    output: "30.00",
    tiers: [{ above: 272_000, input: { text: "10.00", cached: "1.00" }, output: "45.00" }],
  },
});

function usage(prompt: Partial<Usage["prompt"]>, text = 0): Usage {
  return {
    prompt: { text: 0, image: 0, audio: 0, cached: 0, ...prompt },
    completion: { text, image: 0, reasoning: 0 },
  };
}

test("a tier reprices the whole request, its cached part and its output included", () => {
  const at = rateUsage(price, usage({ text: 272_000, cached: 200_000 }, 10));
  assert.equal(at.prompt, 72_000n * 5_000_000n + 200_000n * 500_000n);
  assert.equal(at.completion, 10n * 30_000_000n);
  const above = rateUsage(price, usage({ text: 272_001, cached: 200_000 }, 10));
  assert.equal(above.prompt, 72_001n * 10_000_000n + 200_000n * 1_000_000n);
  assert.equal(above.completion, 10n * 45_000_000n);
});

test("a tier is chosen by all of the prompt, its pictures too", () => {
  const split = rateUsage(price, usage({ text: 200_000, image: 100_000 }));
  assert.equal(split.prompt, 300_000n * 10_000_000n);
});

test("writes to the cache cost their own rates, an hour's apart from five minutes'", () => {
  const rated = rateUsage(
    price,
    usage({ text: 1000, cached: 100, cacheWrite: 200, cacheWrite1h: 300 }),
  );
  const dues = 400n * 5_000_000n + 100n * 500_000n + 200n * 6_250_000n + 300n * 10_000_000n;
  assert.equal(rated.prompt, dues);
});

test("writes that a price doesn't name cost what text costs", () => {
  const flat = readPrice({ name: "price", value: { input: "2.00", output: "3.00" } });
  assert.equal(rateUsage(flat, usage({ text: 10, cacheWrite: 4 })).prompt, 20_000_000n);
  const short = readPrice({
    name: "price",
    value: { input: { text: "2.00", cache_write: "2.50" }, output: "3.00" },
  });
  assert.equal(rateUsage(short, usage({ text: 10, cacheWrite1h: 10 })).prompt, 25_000_000n);
});

const tokens = fc.nat({ max: 600_000 });

test("no usage within the bound costs more than the bound, whatever tier it falls into", () => {
  const given = fc.record({
    text: tokens,
    image: tokens,
    cached: tokens,
    cacheWrite: tokens,
    cacheWrite1h: tokens,
  });
  fc.assert(
    fc.property(given, tokens, tokens, (prompt, spare, output) => {
      const rated = rateUsage(price, usage(prompt, output));
      const count = {
        text: { tokensMax: prompt.text + spare },
        image: { tokensMax: prompt.image },
      };
      const bound = pricePromptBound(price, count, { cachedForAnHour: true });
      assert.ok(rated.prompt <= bound);
      const rates = dearestRates(price, count.text.tokensMax + count.image.tokensMax);
      const model = { output: ["text"] as const };
      assert.ok(rated.completion <= boundOutput(rates, model, output).total);
      assert.ok(rated.completion <= dearestOutput(rates, model) * BigInt(output));
    }),
  );
});

test("a prompt that can't reach a tier is not held at it", () => {
  assert.equal(dearestOutput(dearestRates(price, 272_000), { output: ["text"] }), 30_000_000n);
  assert.equal(dearestOutput(dearestRates(price, 272_001), { output: ["text"] }), 45_000_000n);
});

test("writes for an hour are held only where they were asked for", () => {
  const count = { text: { tokensMax: 100 }, image: { tokensMax: 0 } };
  assert.equal(pricePromptBound(price, count), 100n * 6_250_000n);
  const asked = pricePromptBound(price, count, { cachedForAnHour: true });
  assert.equal(asked, 100n * 10_000_000n);
});
