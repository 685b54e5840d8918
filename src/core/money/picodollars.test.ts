import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDollars, parseDollars, picodollars } from "./picodollars.ts";
import { formatRate, parseRate, priceTokens } from "./rate.ts";

test("amounts are shown exactly, trailing zeros trimmed to two decimals", () => {
  assert.equal(formatDollars(picodollars(30_000_000_000n)), "0.03");
  assert.equal(formatDollars(picodollars(30_140_500_000n)), "0.0301405");
  assert.equal(formatDollars(picodollars(5_000_000_000_000n)), "5.00");
  assert.equal(formatDollars(picodollars(1n)), "0.000000000001");
  assert.equal(formatDollars(picodollars(-1_500_000_000_000n)), "-1.50");
});

test("an amount survives being written and read", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (value) => {
      assert.equal(parseDollars(formatDollars(picodollars(value))), value);
    }),
  );
});

test("what is no exact amount is refused, never rounded", () => {
  const wrong = ["", "1e-3", "0.0000000000001", " 1", "1 ", "+1", "1,5", ".5", "1.", "NaN", "0x1"];
  for (const text of wrong) assert.equal(parseDollars(text), null, text);
});

test("a price is a whole number of picodollars a token, so tokens times price is exact", () => {
  const sixty = parseRate("60.00");
  assert.ok(sixty !== null);
  assert.equal(formatDollars(priceTokens(sixty, 500)), "0.03");
  assert.equal(formatDollars(priceTokens(sixty, 3_000)), "0.18");
  assert.equal(formatRate(sixty), "60.00");
  assert.equal(parseRate("0.0000005"), null);
  assert.equal(parseRate("-1"), null);
});
