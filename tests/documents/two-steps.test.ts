import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadPrices } from "../../src/admin/load-prices.ts";
import { formatDollars, type Picodollars, plus } from "../../src/core/money/picodollars.ts";
import { fallbackOf } from "../../src/core/pricing/lists.ts";
import { createPriceBook } from "../../src/core/pricing/price-book.ts";
import { rateUsage } from "../../src/core/pricing/rate-usage.ts";
import { noUsage } from "../../src/core/tokens/usage.ts";
import { readPage, root, tableAfter } from "./pages.ts";

const fallbacks = Object.fromEntries([["flat", fallbackOf("flat") ?? ""]]);
const book = createPriceBook(loadPrices(join(root, "data", "prices")), fallbacks);
const vision = "gemini-3.1-flash-image-preview";
const writer = "gpt-4o-mini";
const picture = 258;
const summary = 128;

function cost(
  list: string,
  model: string,
  tokens: readonly [text: number, image: number, out: number],
) {
  const [text, image, out] = tokens;
  const price = book.priceAt(list, model, Date.parse("2026-11-22"))?.price;
  assert(price !== undefined, `${model} is priced on ${list}`);
  const prompt = { ...noUsage.prompt, text, image };
  return rateUsage(price, { prompt, completion: { ...noUsage.completion, text: out } }).total;
}

test("the guide's table is what both ways cost, to the picodollar", () => {
  const rows = tableAfter(readPage("docs/guides/two-steps.md"), "A picture of 258 tokens");
  assert.equal(rows.length, 10);
  for (const [list = "", answer = "", alone, both, saving] of rows) {
    const words = Number(answer);
    const single = cost(list, vision, [13, picture, words]);
    const described = cost(list, vision, [61, picture, summary]);
    const pair = plus(described, cost(list, writer, [20 + summary, 0, words]));
    assert.equal(alone, `$${formatDollars(single)}`, `${list}, ${answer} alone`);
    assert.equal(both, `$${formatDollars(pair)}`, `${list}, ${answer} in two steps`);
    assert.equal(saving, `${percent(single, pair)} %`, `${list}, ${answer}`);
  }
});

function percent(before: Picodollars, after: Picodollars): string {
  return ((1 - Number(after) / Number(before)) * 100).toFixed(1);
}
