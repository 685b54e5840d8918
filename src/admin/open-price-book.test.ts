import assert from "node:assert/strict";
import { test } from "node:test";
import type { PriceVersion } from "../core/pricing/price.ts";
import { readPrice } from "../core/pricing/read-price.ts";
import { openPriceBook } from "./open-price-book.ts";

const written = async (): Promise<void> => undefined;

function version(list: string, effectiveFrom: number, input = "1.00"): PriceVersion {
  return {
    id: `${list}:words:${effectiveFrom}:${input}`,
    list,
    model: "words",
    effectiveFrom,
    price: readPrice({ name: "price", value: { input, output: "2.00" } }),
    source: "a test",
    confidence: "own",
  };
}

test("a published version is in force from its instant on, without a restart", async () => {
  const old = version("flat", 0);
  const later = version("flat", 100, "3.00");
  const book = openPriceBook([old]);
  assert.equal(await book.publish(later, written), true);
  assert.equal(book.priceAt("flat", "words", 99), old);
  assert.equal(book.priceAt("flat", "words", 100), later);
  assert.equal(book.version(later.id), later);
});

test("of two for one instant one is published, also when both come at once", async () => {
  const book = openPriceBook([]);
  const both = [version("flat", 100, "3.00"), version("flat", 100, "4.00")];
  const writings: PriceVersion[] = [];
  const write = async (one: PriceVersion): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    writings.push(one);
  };
  const taken = await Promise.all(both.map((one) => book.publish(one, write)));
  assert.deepEqual(taken, [true, false]);
  assert.deepEqual(writings, [both[0]]);
  assert.equal(await book.publish(version("flat", 100, "5.00"), written), false);
});

test("what could not be written is not in the book, and may be tried again", async () => {
  const book = openPriceBook([]);
  const one = version("flat", 100);
  const fault = async (): Promise<void> => {
    throw new Error("no disk");
  };
  await assert.rejects(book.publish(one, fault), /no disk/);
  assert.equal(book.version(one.id), null);
  assert.equal(await book.publish(one, written), true);
});

test("a list that a publication makes falls back on the providers' prices", async () => {
  const cost = version("provider", 0);
  const book = openPriceBook([cost]);
  assert.equal(book.priceAt("partners", "words", 50), null, "no list, no price");
  await book.publish(version("partners", 100), written);
  assert.equal(book.priceAt("partners", "words", 50), cost);
  assert.deepEqual(book.lists(), ["partners", "provider"]);
});
