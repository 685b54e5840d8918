import assert from "node:assert/strict";
import { test } from "node:test";
import type { PriceVersion } from "./price.ts";
import { createPriceBook } from "./price-book.ts";
import { readPrice } from "./read-price.ts";

const day = (date: string): number => Date.parse(date);

function version(id: string, input = "1.00"): PriceVersion {
  const [list = "", model = "", date = ""] = id.split(":");
  return {
    id,
    list,
    model,
    effectiveFrom: day(date),
    price: readPrice({ name: "price", value: { input, output: "2.00" } }),
    source: "a test",
    confidence: "own",
  };
}

const book = createPriceBook(
  [
    version("flat:one:2026-06-01", "3.00"),
    version("flat:one:2026-01-01"),
    version("provider:one:2025-01-01"),
    version("provider:two:2025-01-01"),
    version("flat:two:2027-01-01"),
    version("own:three:2025-01-01"),
  ],
  { flat: "provider" },
);

test("the price in force is the newest one that has begun", () => {
  assert.equal(book.priceAt("flat", "one", day("2026-05-31"))?.id, "flat:one:2026-01-01");
  assert.equal(book.priceAt("flat", "one", day("2026-06-01"))?.id, "flat:one:2026-06-01");
  assert.equal(book.priceAt("flat", "one", day("2036-06-01"))?.id, "flat:one:2026-06-01");
});

test("a model without a flat price in force costs its provider's price", () => {
  assert.equal(book.priceAt("flat", "two", day("2026-01-01"))?.id, "provider:two:2025-01-01");
  assert.equal(book.priceAt("flat", "two", day("2027-01-01"))?.id, "flat:two:2027-01-01");
  assert.equal(book.priceAt("flat", "one", day("2025-06-01"))?.id, "provider:one:2025-01-01");
});

test("no price in force is none, never free", () => {
  assert.equal(book.priceAt("flat", "one", day("2024-01-01")), null);
  assert.equal(book.priceAt("flat", "unknown", day("2026-01-01")), null);
  assert.equal(book.priceAt("provider", "three", day("2026-01-01")), null);
  assert.equal(book.priceAt("constructor", "one", day("2026-01-01")), null);
});

test("a version is found by the id that charges name", () => {
  assert.equal(book.version("flat:one:2026-01-01")?.model, "one");
  assert.equal(book.version("flat:one:2025-01-01"), null);
  assert.deepEqual(
    book.versions("flat").map((one) => one.id),
    ["flat:one:2026-01-01", "flat:one:2026-06-01", "flat:two:2027-01-01"],
  );
});

test("a published version is never edited, and repeating it changes nothing", () => {
  const first = version("flat:one:2026-01-01");
  assert.equal(createPriceBook([first, { ...first }]).versions("flat").length, 1);
  const edited = version("flat:one:2026-01-01", "9.00");
  assert.throws(() => createPriceBook([first, edited]), /published before/);
});

test("lists that fall back on each other end without a price", () => {
  const circular = createPriceBook([], { a: "b", b: "a" });
  assert.equal(circular.priceAt("a", "one", 0), null);
});
