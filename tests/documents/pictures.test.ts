import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadModels } from "../../src/admin/load-catalogue.ts";
import { loadPrices } from "../../src/admin/load-prices.ts";
import { createCatalogue } from "../../src/core/catalogue/catalogue.ts";
import { limits } from "../../src/core/limits.ts";
import { formatDollars } from "../../src/core/money/picodollars.ts";
import { priceTokens } from "../../src/core/money/rate.ts";
import { createPriceBook } from "../../src/core/pricing/price-book.ts";
import { countPicture, type PictureSize } from "../../src/core/tokens/vision/rule.ts";
import { visionRuleAt } from "../../src/core/tokens/vision/rule-at.ts";
import { readPage, root, tableAfter } from "./pages.ts";

const page = readPage("docs/guides/pictures.md");
const models = createCatalogue(loadModels(join(root, "data", "models")));
const prices = createPriceBook(loadPrices(join(root, "data", "prices")));
const now = Date.parse("2026-11-22");

function told(id: string, picture: PictureSize): string {
  const model = models.find(id);
  const price = prices.priceAt("flat", id, now)?.price;
  assert(model !== null && price !== undefined, id);
  // The table says that the sandbox counts the first model in a way of its own.
  const rule = visionRuleAt(model.sandbox?.vision ?? model.vision, now);
  assert(rule !== null, `${id} takes pictures`);
  const { tokens } = countPicture(rule, picture);
  return `${tokens}, $${formatDollars(priceTokens(price.input.image, tokens))}`;
}

test("what each picture counts and costs is computed right", () => {
  const rows = tableAfter(page, "<!-- pictures");
  assert.equal(rows.length, 12);
  for (const [size = "", detail = "", ...cells] of rows) {
    const [width, height] = size.split(" × ").map(Number);
    assert(width !== undefined && height !== undefined, size);
    assert(detail === "low" || detail === "auto" || detail === "high", detail);
    const ids = ["gemini-3.1-flash-image-preview", "gpt-4o", "claude-3-5-haiku"];
    assert.deepEqual(
      cells,
      ids.map((id) => told(id, { width, height, detail })),
      `${size}, ${detail}`,
    );
  }
});

test("the bounds that the page tells are those that hold", () => {
  const bytes = (mebibytes: number) => mebibytes * 1024 * 1024;
  assert.equal(limits.bodyBytesMax, bytes(32));
  assert(page.includes("A body has 32 MiB"));
  assert.equal(limits.fetchedPictureBytesMax, bytes(20));
  assert(page.includes("| one picture | 20 MiB, three redirects, ten seconds |"));
  assert.equal(limits.redirectsMax, 3);
  assert.equal(limits.picturesMax, 600);
});
