import assert from "node:assert/strict";
import { test } from "node:test";
import { loadModels } from "../../admin/load-catalogue.ts";
import { loadPrices } from "../../admin/load-prices.ts";
import { checkPrices, type PriceCheck } from "./check-prices.ts";
import type { PriceVersion } from "./price.ts";
import { readPrice } from "./read-price.ts";

const data = new URL("../../../data/", import.meta.url).pathname;
const shipped: PriceCheck = {
  versions: loadPrices(`${data}prices`),
  models: loadModels(`${data}models`),
  now: Date.parse("2026-11-22T12:00:00Z"),
  staleDays: 30,
};

function version(given: Partial<PriceVersion>, price: unknown): PriceVersion {
  const whole = {
    list: "provider",
    model: "m",
    effectiveFrom: Date.parse("2026-01-01"),
    source: "https://example.org/prices",
    confidence: "A" as const,
    ...given,
  };
  const id = `${whole.list}:${whole.model}:${whole.effectiveFrom}`;
  return { id, ...whole, price: readPrice({ name: "price", value: price }) };
}

function kinds(check: Partial<PriceCheck>): readonly string[] {
  return checkPrices({ ...shipped, models: [], ...check }).map(
    ({ kind, list, detail }) => `${kind} ${list}: ${detail}`,
  );
}

test("what ships has no gap, no overlap, and a source and a date for every price", () => {
  const findings = checkPrices(shipped);
  assert.deepEqual(
    findings.filter(({ kind }) => kind !== "below_cost"),
    [],
  );
});

test("the flat list's price below cost is found, with both rates", () => {
  const below = checkPrices(shipped).filter(({ model }) => model === "claude-3-5-haiku");
  assert.ok(below.every(({ kind, list }) => kind === "below_cost" && list === "flat"));
  const [text] = below;
  assert.equal(text?.detail, "input.text is 0.25, the provider's 0.80");
  // A model of text alone sells no pictures and hears nothing.
  assert.ok(below.every(({ detail }) => !/^(output\.image|input\.audio)/.test(detail)));
});

const plain = { input: "2.00", output: "10.00" };

test("a model without a price in force is closed, and is told as a gap", () => {
  const { models } = shipped;
  const [model] = models;
  assert.ok(model);
  const later = version({ model: model.id, effectiveFrom: Date.parse("2027-01-01") }, plain);
  const gaps = (versions: readonly PriceVersion[]) => kinds({ models: [model], versions });
  assert.deepEqual(gaps([]), ["gap provider: no price at all: the model is closed"]);
  assert.deepEqual(gaps([later]), [
    "gap provider: no price before 2027-01-01: the model is closed until then",
  ]);
});

test("two versions of one instant are an overlap", () => {
  const versions = [version({}, plain), { ...version({}, plain), id: "another" }];
  const [overlap] = kinds({ versions, staleDays: 1_000 });
  assert.match(overlap ?? "", /^overlap provider: 2 versions begin on 2026-01-01/);
});

test("a price is stale by when it was looked up, and an operator's own never is", () => {
  const old = kinds({ versions: [version({}, plain)] });
  assert.deepEqual(old, ["stale provider: last looked up on 2026-01-01, 325 days ago"]);
  const retrieved = Date.parse("2026-11-01");
  assert.deepEqual(kinds({ versions: [version({ retrieved }, plain)] }), []);
  const own = version({ confidence: "own", source: "me" }, plain);
  assert.deepEqual(kinds({ versions: [own] }), []);
});

test("a price of a provider's that names no address is unsourced", () => {
  const heard = version({ source: "somebody said", retrieved: shipped.now }, plain);
  assert.deepEqual(kinds({ versions: [heard] }), [
    'unsourced provider: "somebody said" names no address',
  ]);
});

test("a price that covers short prompts and not long ones is below cost above the tier", () => {
  const tiers = [{ above: 200_000, input: "4.00", output: "18.00" }];
  const cost = version({ retrieved: shipped.now }, { ...plain, tiers });
  const asked = { input: "2.50", output: "18.00" };
  const sold = version({ list: "mine", confidence: "own" }, asked);
  const found = kinds({ versions: [cost, sold] });
  assert.ok(found.length > 0 && found.every((one) => one.includes(" above 200000 prompt tokens")));
  assert.equal(
    found[0],
    "below_cost mine: input.text above 200000 prompt tokens is 2.50, the provider's 4.00",
  );
});
