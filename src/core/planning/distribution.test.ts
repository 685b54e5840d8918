import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutAt, type Distribution, drawLengths, reachOf } from "./distribution.ts";

const length = fc.integer({ min: 0, max: 5_000 });
const pair = fc
  .tuple(length, length)
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)]);
const step = fc
  .tuple(pair, fc.integer({ min: 1, max: 100 }))
  .map(([[from = 0, to = 0], count]) => ({ from, to, count }));

const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  length.map((tokens): Distribution => ({ kind: "fixed", tokens })),
  pair.map(([from = 0, to = 0]): Distribution => ({ kind: "range", from, to })),
  pair.map(
    ([p50 = 0, p95 = 0]): Distribution => ({
      kind: "lognormal",
      p50: p50 + 1,
      p95: p95 + 1,
      max: p95 * 2 + 1,
    }),
  ),
  fc
    .array(length, { minLength: 1, maxLength: 50 })
    .map((values): Distribution => ({ kind: "values", values })),
  fc
    .array(step, { minLength: 1, maxLength: 8 })
    .map((steps): Distribution => ({ kind: "histogram", steps })),
);

test("what is drawn is whole, within its reach, and the same for the same seed", () => {
  fc.assert(
    fc.property(distributions, fc.string({ maxLength: 5 }), (distribution, seed) => {
      const drawn = drawLengths(distribution, seed, 200);
      const { least, most } = reachOf(distribution);
      for (const tokens of drawn) {
        assert.ok(Number.isInteger(tokens) && tokens >= least && tokens <= most, String(tokens));
      }
      assert.deepEqual(drawLengths(distribution, seed, 200), drawn);
    }),
    { numRuns: 200 },
  );
});

test("answers that are cut are never longer than the limit, and never longer than uncut", () => {
  fc.assert(
    fc.property(distributions, length, (distribution, tokensMax) => {
      const cut = cutAt(distribution, tokensMax);
      assert.equal(reachOf(cut).most, Math.min(tokensMax, reachOf(distribution).most));
    }),
    { numRuns: 200 },
  );
});

test("a cut range has all that it cut at its limit, and the rest as before", () => {
  const cut = drawLengths(cutAt({ kind: "range", from: 1, to: 100 }, 75), "cut", 100_000);
  const share = (is: (tokens: number) => boolean) => cut.filter(is).length / cut.length;
  assert.ok(Math.abs(share((tokens) => tokens === 75) - 0.26) < 0.01);
  assert.ok(Math.abs(share((tokens) => tokens <= 50) - 0.5) < 0.01);
});

test("half of a lognormal sample is below its median, one in twenty above its p95", () => {
  const p50 = 200;
  const p95 = 700;
  const drawn = drawLengths({ kind: "lognormal", p50, p95, max: 100_000 }, "7", 100_000).sort();
  const [middle = 0, high = 0] = [drawn[50_000], drawn[95_000]];
  assert.ok(Math.abs(middle - p50) <= p50 * 0.02, String(middle));
  assert.ok(Math.abs(high - p95) <= p95 * 0.03, String(high));
});

test("a histogram draws its steps as often as they were counted", () => {
  const steps = [
    { from: 10, to: 10, count: 3 },
    { from: 500, to: 900, count: 0 },
    { from: 20, to: 29, count: 1 },
  ];
  const drawn = drawLengths({ kind: "histogram", steps }, "7", 100_000);
  const tens = drawn.filter((tokens) => tokens === 10).length;
  assert.ok(Math.abs(tens - 75_000) < 1_000, String(tens));
  assert.deepEqual(reachOf({ kind: "histogram", steps }), { least: 10, most: 29 });
});
