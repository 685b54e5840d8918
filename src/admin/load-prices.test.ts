import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createCatalogue } from "../core/catalogue/catalogue.ts";
import { formatRate } from "../core/money/rate.ts";
import { createPriceBook } from "../core/pricing/price-book.ts";
import { loadModels } from "./load-catalogue.ts";
import { loadPriceFile, loadPrices } from "./load-prices.ts";

const data = join(dirname(fileURLToPath(import.meta.url)), "../../data");
const book = createPriceBook(loadPrices(join(data, "prices")), { flat: "provider" });
const catalogue = createCatalogue(loadModels(join(data, "models")));
const now = Date.parse("2026-11-22");

/** The published table: model, price in, price out, context window, release. */
const flatTable = [
  ["gemini-3.1-flash-image-preview", "0.50", "60.00", 1_000_000, "2025-05"],
  ["gpt-4o", "2.50", "10.00", 128_000, "2024-05"],
  ["claude-3-opus", "15.00", "75.00", 200_000, "2024-03"],
  ["gemini-1.5-pro", "3.50", "10.50", 2_000_000, "2024-02"],
  ["claude-3-5-haiku", "0.25", "1.25", 200_000, "2024-10"],
] as const;

test("the flat list is the published table", () => {
  for (const [id, input, output, window, released] of flatTable) {
    const version = book.priceAt("flat", id, now);
    assert.equal(version?.id, `flat:${id}:2026-01-01`);
    const price = version?.price;
    assert.ok(price !== undefined);
    for (const rate of Object.values(price.input)) assert.equal(formatRate(rate), input, id);
    for (const rate of Object.values(price.output)) assert.equal(formatRate(rate), output, id);
    const model = catalogue.find(id);
    assert.equal(model?.contextWindow, window);
    assert.equal(model?.released, released);
  }
  assert.equal(book.versions("flat").length, flatTable.length);
});

test("every shipped model has a price in force on both lists", () => {
  for (const model of catalogue.models) {
    assert.ok(book.priceAt("flat", model.id, now), `${model.id} on flat`);
    assert.equal(book.priceAt("provider", model.id, now)?.list, "provider", model.id);
  }
});

test("the provider's list tells text from pictures", () => {
  const price = book.priceAt("provider", "gemini-3.1-flash-image", now)?.price;
  assert.ok(price !== undefined);
  assert.equal(formatRate(price.input.image), "0.50");
  assert.equal(formatRate(price.output.text), "3.00");
  assert.equal(formatRate(price.output.reasoning), "3.00");
  assert.equal(formatRate(price.output.image), "60.00");
  const cached = book.priceAt("provider", "gpt-4o-mini", now)?.price.input.cached;
  assert.equal(cached === undefined ? null : formatRate(cached), "0.075");
});

test("an operator's own file is a list by itself", (context) => {
  const terms = 'effective_from: 2026-02-28T12:00:00Z, price: { input: "1", output: "2" }';
  const path = write(context, `prices: [{ model: m, ${terms}, source: me, confidence: own }]`);
  const [version] = loadPriceFile(path);
  assert.equal(version?.id, "mine:m:2026-02-28T12:00:00Z");
  assert.equal(version?.effectiveFrom, Date.parse("2026-02-28T12:00:00Z"));
});

test("a wrong file stops with one line that names file, model and what is allowed", (context) => {
  const entry = (more: string) =>
    `prices:\n  - { model: m, source: me, confidence: own, ${more} }\n`;
  const price = 'price: { input: "1", output: "2" }';
  const wrong: readonly [string, RegExp][] = [
    ["", /mine\.yaml.*a mapping with/],
    ["prices: 3\n", /mine\.yaml: prices.*a list/],
    ["prices: []\nfree: true\n", /mine\.yaml\.free/],
    ["prices: [{\n", /mine\.yaml.*YAML without mistakes/],
    ["prices: []\nprices: []\n", /mine\.yaml.*YAML without mistakes/],
    [entry(price), /mine\.yaml: m\.effective_from.*a day such as/],
    [entry(`${price}, effective_from: 2026-02-30`), /mine\.yaml: m\.effective_from/],
    [entry(`${price}, effective_from: yesterday`), /mine\.yaml: m\.effective_from/],
    [entry('effective_from: 2026-01-01, price: { input: 1.5, output: "2" }'), /m\.price\.input/],
  ];
  for (const [text, message] of wrong) {
    const path = write(context, text);
    assert.throws(
      () => loadPriceFile(path),
      (error: Error) => {
        assert.match(error.message, message, text);
        return !error.message.includes("\n");
      },
    );
  }
  assert.throws(() => loadPriceFile("/nowhere/at-all.yaml"), /\/nowhere\/at-all\.yaml/);
});

function write(context: { after(done: () => void): void }, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "farebox-prices-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "own"));
  const path = join(folder, "own", "mine.yaml");
  writeFileSync(path, text);
  return path;
}

test("batch rates are kept as they are printed, and tiers as they are told", () => {
  const version = book.priceAt("provider", "gpt-5.4", now);
  assert.equal(version?.batch?.input.cached, 130_000n);
  assert.equal(version?.price.input.cached, 250_000n);
  assert.equal(version?.price.tiers?.[0]?.above, 272_000);
});

test("a price that was changed is found at each of its dates", () => {
  const textOut = (model: string, day: string) => {
    const version = book.priceAt("provider", model, Date.parse(day));
    return version === null ? null : formatRate(version.price.output.text);
  };
  assert.equal(textOut("gpt-5.6-terra", "2026-07-29"), "15.00");
  assert.equal(textOut("gpt-5.6-terra", "2026-07-30"), "12.00");
  assert.equal(textOut("gpt-5.6-luna", "2026-07-29"), "6.00");
  assert.equal(textOut("gpt-5.6-luna", "2026-07-30"), "1.20");
  assert.equal(textOut("gemini-1.5-pro", "2024-09-30"), "10.50");
  assert.equal(textOut("gemini-1.5-pro", "2024-10-01"), "5.00");
  assert.equal(textOut("claude-3-5-haiku", "2024-12-01"), "5.00");
  assert.equal(textOut("claude-3-5-haiku", "2026-01-01"), "4.00");
});

test("what Claude writes to its cache costs more than what it reads, an hour's most", () => {
  const claudes = catalogue.models.filter((model) => model.id.startsWith("claude-"));
  assert.ok(claudes.length >= 6);
  for (const { id } of claudes) {
    const input = book.priceAt("provider", id, now)?.price.input;
    assert.ok(input?.cacheWrite && input.cacheWrite1h, id);
    assert.ok(input.cached < input.text && input.text < input.cacheWrite, id);
    assert.equal(input.cacheWrite1h, 2n * input.text, id);
  }
});
