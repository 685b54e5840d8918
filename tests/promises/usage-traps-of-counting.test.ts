import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { loadModels } from "../../src/admin/load-catalogue.ts";
import { loadPrices } from "../../src/admin/load-prices.ts";
import { createCatalogue } from "../../src/core/catalogue/catalogue.ts";
import { readReport } from "../../src/core/metering/read-report.ts";
import { createPriceBook } from "../../src/core/pricing/price-book.ts";
import { countPicture } from "../../src/core/tokens/vision/rule.ts";
import { visionRuleAt } from "../../src/core/tokens/vision/rule-at.ts";
import { bufferedChat, readRecord } from "../doubles/chat-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { ask, model, openStage } from "../doubles/stage.ts";
import { answer, words } from "../doubles/upstream-script.ts";

const data = (folder: string) => new URL(`../../data/${folder}`, import.meta.url).pathname;
const catalogue = createCatalogue(loadModels(data("models")));
const prices = createPriceBook(loadPrices(data("prices")), { flat: "provider" });
const now = Date.parse("2026-11-22T12:00:00Z");
const stage = await openStage({
  models: [model("seeing", { vision: "openai-tiles-85-170", price: { input: "1", output: "1" } })],
});

function tokensOf(id: string, instant: number): number {
  const rule = visionRuleAt(catalogue.find(id)?.vision ?? null, instant);
  assert.ok(rule !== null);
  return countPicture(rule, { width: 1024, height: 1024, detail: "high" }).tokens;
}

async function withNoise(): Promise<Record<string, unknown>> {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const create = { width: 700, height: 700, channels: 3, background: "#888", noise } as const;
  const picture = await sharp({ create }).png().toBuffer();
  assert.ok(picture.length > 500_000, "a picture as large as a camera's");
  const url = `data:image/png;base64,${picture.toString("base64")}`;
  const content = [
    { type: "text", text: "script:seen" },
    { type: "image_url", image_url: { url } },
  ];
  return { model: "seeing", max_tokens: 10, messages: [{ role: "user", content }] };
}

test("a megabyte of base64 counts as a picture's tokens, not as text", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("seen", answer(words(2)));
  const reply = await bufferedChat(caller, await withNoise());
  assert.equal(reply.status, 200, reply.text);
  assert.equal(at(reply.json, "usage.prompt_tokens_details.image_tokens"), 85 + 4 * 170);
  assert.ok(Number(at(reply.json, "usage.prompt_tokens_details.text_tokens")) < 30);
});

test("gpt-4o-mini's pictures are 33 times gpt-4o's in tokens, and twice as dear", () => {
  assert.equal(tokensOf("gpt-4o", now), 765);
  assert.equal(tokensOf("gpt-4o-mini", now), 2833 + 4 * 5667);
  const dear = prices.priceAt("provider", "gpt-4o", now)?.price.input.image ?? 0n;
  const cheap = prices.priceAt("provider", "gpt-4o-mini", now)?.price.input.image ?? 0n;
  const ratio = Number(cheap * 25_501n) / Number(dear * 765n);
  assert.ok(ratio > 1.9 && ratio < 2.1, String(ratio));
});

test("what a provider counts beforehand is no bill: its report of the answer is", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  const usage = { prompt_tokens: 1_806, completion_tokens: 2 };
  stage.upstream.script("reported", answer(words(2), { usage }));
  const reply = await bufferedChat(caller, ask("reported"));
  assert.equal(at(reply.json, "usage.prompt_tokens"), 1_806);
  const record = await readRecord(caller, textAt(reply.json, "id"));
  assert.equal(at(record.json, "usage_source"), "reported");
});

test("a picture out without its modality in the report is not sold as text", () => {
  const report = {
    promptTokens: 10,
    promptImageTokens: null,
    promptAudioTokens: null,
    cachedTokens: null,
    completionTokens: 1_140,
    completionImageTokens: null,
    reasoningTokens: null,
  };
  const seen = { textTokens: 10, imageTokens: 0, outputImageTokens: 1_120 };
  assert.deepEqual(readReport(report, seen).completion, { text: 20, image: 1_120, reasoning: 0 });
});

test("an id that was shut down, misspelt or prefixed is an error, never a price of 0", async () => {
  const { caller } = await stage.enter({ balance: "1.00" });
  for (const name of ["gpt-4o-latest-preview", "claude-3-opus@20240229", "us.anthropic.x"]) {
    const reply = await bufferedChat(caller, { ...ask("any"), model: name });
    assert.equal(reply.status, 404, name);
    assert.equal(reply.code, "model_not_found");
  }
  assert.equal(prices.priceAt("provider", "never-heard-of", now), null);
});

test("multipliers and prices change under one id: the day decides, on record", async () => {
  const before = tokensOf("gpt-5-mini", Date.parse("2026-07-15T00:00:00Z"));
  const after = tokensOf("gpt-5-mini", Date.parse("2026-11-01T00:00:00Z"));
  assert.deepEqual([before, after], [Math.ceil(1024 * 1.62), Math.ceil(1024 * 1.2)]);
  const old = prices.priceAt("provider", "gpt-5.6-luna", Date.parse("2026-07-29T00:00:00Z"));
  const current = prices.priceAt("provider", "gpt-5.6-luna", now);
  assert.notEqual(old?.id, current?.id);
  const { caller } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("dated", answer(words(1)));
  const reply = await bufferedChat(caller, ask("dated"));
  const record = await readRecord(caller, textAt(reply.json, "id"));
  assert.match(textAt(record.json, "price_version"), /^own:words:\d{4}-/);
});
