import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadModels } from "../../src/admin/load-catalogue.ts";
import { loadPrices } from "../../src/admin/load-prices.ts";
import { createCatalogue } from "../../src/core/catalogue/catalogue.ts";
import { limits } from "../../src/core/limits.ts";
import { dollar, formatDollars, mill, picodollars } from "../../src/core/money/picodollars.ts";
import { formatRate, parseRate, priceTokens } from "../../src/core/money/rate.ts";
import { createPriceBook } from "../../src/core/pricing/price-book.ts";
import { refusals } from "../../src/core/refusal.ts";
import { readPage, root, tableAfter } from "./pages.ts";

const readme = readPage("README.md");

test("every refusal stands in the README with its status, and no other", () => {
  const told = tableAfter(readme, "<!-- refusals").map(([status, code]) => `${code} ${status}`);
  const known = Object.entries(refusals).map(([code, { status }]) => `${code} ${status}`);
  assert.deepEqual([...told].sort(), [...known].sort());
  assert.equal(new Set(told).size, told.length, "each once");
});

test("every refusal says in a sentence what it means and what to do", () => {
  for (const [, code = "", means = "", remedy = ""] of tableAfter(readme, "<!-- refusals")) {
    assert.match(means, /\.$/, code);
    assert.match(remedy, /\.$/, code);
  }
});

test("the flat list of the README is the one that is charged", () => {
  const models = createCatalogue(loadModels(join(root, "data", "models")));
  const prices = createPriceBook(loadPrices(join(root, "data", "prices")));
  const now = Date.now();
  const rows = tableAfter(readme, "<!-- the flat list");
  for (const [id = "", input, output, context, released] of rows) {
    const model = models.find(id);
    const price = prices.priceAt("flat", id, now)?.price;
    assert(model !== null && price !== undefined, `${id} is on the flat list`);
    assert.equal(formatRate(price.input.text), input);
    assert.equal(formatRate(price.output.text), output);
    assert.equal(formatRate(price.output.image), output);
    assert.equal(model.contextWindow.toLocaleString("en-US"), context);
    assert.equal(model.released, released);
  }
  const listed = new Set(prices.versions("flat").map((version) => version.model));
  assert.deepEqual([...listed].sort(), rows.map(([id]) => id).sort());
});

test("what tokens cost at $60.00 per million, in dollars and in mills", () => {
  const rate = parseRate("60.00");
  assert(rate !== null);
  for (const [tokens, cost, mills] of tableAfter(readme, "<!-- mills")) {
    const charge = priceTokens(rate, Number(tokens));
    // A mill is a thousandth: a thousand times the amount, in dollars, is the amount in mills.
    const inMills = formatDollars(picodollars(charge * 1000n)).replace(/\.?0+$/, "");
    assert.equal(`$${formatDollars(charge).replace(/(\.\d*?[1-9])0+$/, "$1")}`, cost);
    assert.equal(inMills, mills);
  }
  assert.equal(priceTokens(rate, 50), mill * 3n, "one mill is sixteen tokens and two thirds");
});

test("the bounds of money are told as they are", () => {
  const bounds = new Map(
    tableAfter(readPage("docs/reference/money.md"), "## Bounds").map(([name, value]) => [
      name,
      value,
    ]),
  );
  const inDollars = (amount: bigint): string => `$${(amount / dollar).toLocaleString("en-US")}`;
  assert.equal(bounds.get("one top-up, adjustment or ceiling"), inDollars(limits.movementMax));
  assert.equal(bounds.get("one account's balance"), inDollars(limits.balanceMax));
});

test("each promise of the README names tests that exist", () => {
  const rows = tableAfter(readme, "## What is promised");
  for (const [promise, shown = ""] of rows) {
    const paths = [...shown.matchAll(/\((tests\/promises\/[\w-]+\.test\.ts)\)/g)];
    assert(paths.length > 0, `"${promise}" names its test`);
    for (const [, path = ""] of paths) assert(existsSync(join(root, path)), path);
  }
});

test("every path that a page names in passing exists", () => {
  const pages = ["README.md", "ARCHITECTURE.md", "docs/lifecycle.md", "docs/guides/clients.md"];
  for (const page of pages) {
    const named = readPage(page).matchAll(/(?<![\w/])(?:examples|tests|docs|src|data)\/[\w./-]+/g);
    for (const [path] of named) {
      const file = path.replace(/[.]+$/, "");
      // The database is made by the first start.
      if (file.startsWith("data/farebox.sqlite")) continue;
      assert(existsSync(join(root, file)), `${page} names ${file}`);
    }
  }
});
