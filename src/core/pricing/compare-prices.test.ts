import assert from "node:assert/strict";
import { test } from "node:test";
import { loadModels } from "../../admin/load-catalogue.ts";
import { createCatalogue } from "../catalogue/catalogue.ts";
import { comparePrices } from "./compare-prices.ts";
import type { Price } from "./price.ts";
import { readPrice } from "./read-price.ts";

const folder = new URL("../../../data/models", import.meta.url).pathname;
const models = createCatalogue(loadModels(folder));

function compare(id: string, price: Price, cost: Price) {
  const model = models.find(id);
  assert(model !== null, id);
  return comparePrices(model, price, cost).map((row) => [
    row.rate,
    row.ratioHundredths,
    row.belowCost,
  ]);
}

function priceOf(value: unknown): Price {
  return readPrice({ name: "price", value });
}

test("a flat price stands beside each modality that costs something else", () => {
  const flat = priceOf({ input: "0.50", output: "60.00" });
  const cost = priceOf({ input: "0.50", output: { text: "3.00", image: "60.00" } });
  assert.deepEqual(compare("gemini-3.1-flash-image-preview", flat, cost), [
    ["input text", 100n, false],
    ["output text", 2000n, false],
    ["output image", 100n, false],
  ]);
});

test("a price below its cost is marked, also where only long prompts cost more", () => {
  const flat = priceOf({ input: "3.50", output: "10.00" });
  const tiers = [{ above: 128_000, input: "7.00", output: "21.00" }];
  const cost = priceOf({ input: "3.50", output: "10.50", tiers });
  assert.deepEqual(compare("gemini-1.5-pro", flat, cost), [
    ["input text", 100n, false],
    ["output text", 95n, true],
    ["input text above 128000", 50n, true],
    ["output text above 128000", 48n, true],
  ]);
});

test("what costs nothing has no ratio", () => {
  const free = priceOf({ input: "0.00", output: "0.00" });
  const flat = priceOf({ input: "1.00", output: "0.00" });
  assert.deepEqual(compare("gemini-1.5-pro", flat, free), [
    ["input text", null, false],
    ["output text", null, false],
  ]);
});
