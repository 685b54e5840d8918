import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { picodollars, plus, zero } from "../money/picodollars.ts";
import { rate } from "../money/rate.ts";
import type { Price, Rates } from "../pricing/price.ts";
import { rateUsage } from "../pricing/rate-usage.ts";
import { usageOfCall } from "./call-usage.ts";
import { drawSample } from "./draw-sample.ts";
import type { Load } from "./load.ts";
import { conversationMax, rateSample } from "./rate-sample.ts";
import { totalSample } from "./total-sample.ts";
import type { PicturesSent, Workload } from "./workload.ts";

const rates = fc.bigInt({ min: 0n, max: 100_000_000n }).map(rate);
const sides: fc.Arbitrary<Rates> = fc.record({
  input: fc.record(
    { text: rates, image: rates, cached: rates, audio: rates, cacheWrite: rates },
    { requiredKeys: ["text", "image", "cached", "audio"] },
  ),
  output: fc.record({ text: rates, image: rates, reasoning: rates }),
});
const tier = fc.tuple(sides, fc.integer({ min: 100, max: 20_000 }));
const prices: fc.Arbitrary<Price> = fc
  .tuple(sides, fc.option(tier))
  .map(([base, above]) =>
    above === null ? base : { ...base, tiers: [{ ...above[0], above: above[1] }] },
  );

const sent: fc.Arbitrary<PicturesSent> = fc.constantFrom("once", "resent", "described");
const loads: fc.Arbitrary<Load> = fc.record({
  hundredths: fc.constantFrom(100, 93, 169),
  addedTokens: fc.constantFrom(0, 354),
  pictureTokens: fc.integer({ min: 0, max: 3_000 }),
  descriptionTokens: fc.constantFrom(0, 50),
  sent,
  cacheableShare: fc.constantFrom(0, 0.5, 0.9, 1),
});

function workload(turns: number, systemTokens: number): Workload {
  return {
    name: "w",
    about: "",
    callsPerDay: 1,
    daysPerMonth: 30,
    turns,
    systemTokens,
    promptTokens: { kind: "range", from: 0, to: 900 },
    outputTokens: { kind: "range", from: 0, to: 900 },
    outputTokensMax: null,
    pictures: [],
    picturesSent: "resent",
    descriptionTokens: 50,
    instructionTokens: 20,
    describedBy: null,
    cacheableShare: 0,
    countedIn: "model",
    needs: [],
    firstTokenMsMax: null,
    firstTokenMs: new Map(),
    models: null,
  };
}

test("every planned call costs to the picodollar what its usage would be billed", () => {
  const order = fc.record({
    price: prices,
    load: loads,
    turns: fc.integer({ min: 1, max: 6 }),
    systemTokens: fc.integer({ min: 0, max: 3_000 }),
  });
  fc.assert(
    fc.property(order, ({ price, load, turns, systemTokens }) => {
      const sample = drawSample(workload(turns, systemTokens), { seed: 1, calls: 30 });
      const worst = picodollars(10n ** 14n);
      const rated = rateSample(sample, load, { price, worst });
      let sum = zero;
      for (const [at, cost] of rated.calls.entries()) {
        const billed = rateUsage(price, usageOfCall(sample, load, at)).total;
        assert.equal(BigInt(cost), billed);
        sum = plus(sum, billed);
      }
      const { text, picture, output } = rated.total;
      assert.equal(plus(text, picture, output), sum);
      assert.equal(totalSample(sample, load, { price, worst }), sum);
    }),
    { numRuns: 300 },
  );
});

test("sums stay exact where a call costs nearly as much as can be told exactly", () => {
  const dear = rate(9_000_000_000_001n);
  const input = { text: dear, image: dear, cached: dear, audio: dear };
  const price: Price = { input, output: { text: dear, image: dear, reasoning: dear } };
  const load: Load = {
    hundredths: 100,
    addedTokens: 0,
    pictureTokens: 0,
    descriptionTokens: 0,
    sent: "once",
    cacheableShare: 0,
  };
  const fixed = (tokens: number) => ({ kind: "fixed", tokens }) as const;
  const work = { ...workload(1, 0), promptTokens: fixed(499), outputTokens: fixed(499) };
  const sample = drawSample(work, { seed: 1, calls: 1_000 });
  const rated = rateSample(sample, load, { price, worst: conversationMax });
  assert.equal(rated.total.text, 499n * 1_000n * dear);
});
