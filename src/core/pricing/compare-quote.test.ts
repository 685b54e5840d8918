import assert from "node:assert/strict";
import { test } from "node:test";
import { compareQuote } from "./compare-quote.ts";
import { readGenaiPrices } from "./quotes/genai-prices.ts";
import { readPrice } from "./read-price.ts";

const price = readPrice({
  name: "price",
  value: {
    input: { text: "2.00", cached: "0.20" },
    output: { text: "12.00", image: "60.00" },
    tiers: [{ above: 200_000, input: { text: "4.00", cached: "0.40" }, output: "18.00" }],
  },
});

const tiered = (base: number, dear: number) => ({ base, tiers: [{ start: 200_000, price: dear }] });
const theirs = {
  input_mtok: tiered(2, 4),
  cache_read_mtok: tiered(0.2, 0.4),
  output_mtok: tiered(12, 18),
  output_image_mtok: tiered(60, 18),
};

test("two that say the same have no difference", () => {
  assert.deepEqual(compareQuote(price, readGenaiPrices("m", theirs)), []);
});

test("what differs, what they lack, and tiers that begin elsewhere are told", () => {
  const { output_image_mtok: _, ...fewer } = theirs;
  const quote = readGenaiPrices("m", { ...fewer, cache_read_mtok: tiered(0.25, 0.4) });
  assert.deepEqual(compareQuote(price, quote), [
    { rate: "input.cached", ours: "0.20", theirs: "0.25" },
    { rate: "output.image", ours: "60.00", theirs: null },
  ]);
  const flat = readGenaiPrices("m", {
    ...theirs,
    input_mtok: 2,
    cache_read_mtok: 0.2,
    output_mtok: 12,
    output_image_mtok: 60,
  });
  assert.deepEqual(compareQuote(price, flat), [
    { rate: "tiers above", ours: "200000", theirs: null },
  ]);
});

test("a quote without text in or out is no price, and units of another kind are told", () => {
  const quote = readGenaiPrices("m", { input_mtok: 1, web_searches_kcount: 10 });
  assert.equal(compareQuote(price, quote), null);
  assert.deepEqual(quote.untaken, ["web_searches_kcount: no price here has such a rate"]);
});
