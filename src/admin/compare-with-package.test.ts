import assert from "node:assert/strict";
import { test } from "node:test";
import { calcPrice } from "@pydantic/genai-prices";
import { createPriceBook } from "../core/pricing/price-book.ts";
import { compareWithPackage } from "./compare-with-package.ts";
import { loadPrices } from "./load-prices.ts";

const data = new URL("../../data/prices", import.meta.url).pathname;
const book = createPriceBook(loadPrices(data), { flat: "provider" });
const at = Date.parse("2026-11-22T12:00:00Z");

const compared = compareWithPackage(
  book,
  (model, timestamp) => calcPrice({ input_tokens: 1 }, model, { timestamp })?.model_price ?? null,
  { list: "provider", at },
);

function differencesOf(model: string) {
  return compared.find((one) => one.model === model)?.differences;
}

test("the installed package has most of our models, and agrees on those without history", () => {
  const known = compared.filter((one) => one.differences !== null);
  assert.ok(known.length >= 30, `${known.length} of ${compared.length}`);
  for (const model of ["gpt-4o", "gpt-4o-mini", "claude-sonnet-5", "gemini-2.5-flash"]) {
    const texts = differencesOf(model)?.filter(({ rate }) => /^(input|output)\.text/.test(rate));
    assert.deepEqual(texts, [], model);
  }
});

test("a picture out of our price is the package's, too", () => {
  const picture = differencesOf("gemini-3.1-flash-image")?.find(
    ({ rate }) => rate === "output.image",
  );
  assert.equal(picture, undefined);
});

test("a tier that the package begins a token earlier is told", () => {
  const tiers = differencesOf("gpt-5.4")?.find(({ rate }) => rate === "tiers above");
  assert.deepEqual(tiers, { rate: "tiers above", ours: "272000", theirs: "271999" });
});

test("a model that the package doesn't know is told as unknown", () => {
  const nothing = compareWithPackage(book, () => null, { list: "flat", at });
  assert.ok(nothing.length === 5 && nothing.every((one) => one.differences === null));
});
