import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadPrices } from "../../src/admin/load-prices.ts";
import type { ChatEvent } from "../../src/core/chat/event.ts";
import { readReport } from "../../src/core/metering/read-report.ts";
import { formatDollars } from "../../src/core/money/picodollars.ts";
import { createPriceBook } from "../../src/core/pricing/price-book.ts";
import { rateUsage } from "../../src/core/pricing/rate-usage.ts";
import type { Usage } from "../../src/core/tokens/usage.ts";
import { createUpstream } from "../../src/providers/registry.ts";
import { collect, openStage, orderFor, realClock, streamed } from "../contracts/adapter-stage.ts";

const data = new URL("../../data/prices", import.meta.url).pathname;
const book = createPriceBook(loadPrices(data), { flat: "provider" });
const now = Date.parse("2026-11-22T12:00:00Z");

/** What a recorded answer used, for a prompt that was expected to hold so many picture tokens. */
async function used(kind: string, recording: string, imageTokens = 0): Promise<Usage> {
  const path = `../../src/providers/${kind}/fixtures/${recording}.sse`;
  return usageIn(kind, readFileSync(new URL(path, import.meta.url)), imageTokens);
}

async function usageIn(kind: string, answer: Uint8Array, imageTokens = 0): Promise<Usage> {
  const settings = { name: kind, kind, apiKey: null, connectTimeoutMs: 1_000 };
  const stage = await openStage((origin) => ({ ...settings, baseUrl: origin }));
  stage.answer(streamed(answer));
  const upstream = createUpstream({ ...settings, baseUrl: stage.origin }, realClock);
  const stream = await upstream.open(orderFor({}), new AbortController().signal);
  assert.ok(stream.opened);
  const { events } = await collect(stream);
  await upstream.close();
  await stage.close();
  const report = events.findLast((event: ChatEvent) => event.usage !== null)?.usage;
  assert.ok(report);
  return readReport(report, { textTokens: 0, imageTokens, outputImageTokens: 0 });
}

/** Dollars, prompt and completion. */
function cost(list: string, model: string, usage: Usage): readonly [string, string] {
  const price = book.priceAt(list, model, now)?.price;
  assert.ok(price);
  const { prompt, completion } = rateUsage(price, usage);
  return [formatDollars(prompt), formatDollars(completion)];
}

function usageOf(prompt: Partial<Usage["prompt"]>, completion: Partial<Usage["completion"]>) {
  return {
    prompt: { text: 0, image: 0, audio: 0, cached: 0, ...prompt },
    completion: { text: 0, image: 0, reasoning: 0, ...completion },
  };
}

test("a picture out is not sold as text, nor text as a picture, on either list", () => {
  const usage = usageOf({}, { text: 200, image: 1120 });
  for (const model of ["gemini-3.1-flash-image-preview", "gemini-3.1-flash-image"]) {
    assert.equal(cost("provider", model, usage)[1], "0.0678");
  }
  assert.equal(cost("flat", "gemini-3.1-flash-image-preview", usage)[1], "0.0792");
});

test("Gemini: thoughts stand outside the candidates and are billed as output", async () => {
  const usage = await used("google", "thinking");
  assert.deepEqual(usage.completion, { text: 3, image: 0, reasoning: 84 });
  // 87 tokens at $9.00 per million.
  assert.equal(cost("provider", "gemini-3.5-flash", usage)[1], "0.000783");
});

test("Gemini: a picture is billed by its modality, text and thoughts apart", async () => {
  const usage = await used("google", "picture");
  assert.deepEqual(usage.completion, { text: 11, image: 1120, reasoning: 107 });
  // 1,120 at $60.00, 118 at $3.00 per million.
  assert.equal(cost("provider", "gemini-3.1-flash-image", usage)[1], "0.067554");
});

test("Gemini: details that leave out text leave it the rest of the prompt", async () => {
  const metadata = {
    promptTokenCount: 300,
    candidatesTokenCount: 10,
    promptTokensDetails: [{ modality: "IMAGE", tokenCount: 258 }],
  };
  const event = { candidates: [{ finishReason: "STOP" }], usageMetadata: metadata };
  const usage = await usageIn("google", Buffer.from(`data: ${JSON.stringify(event)}\n\n`), 999);
  assert.deepEqual(usage.prompt, { text: 42, image: 258, audio: 0, cached: 0 });
});

test("Gemini: what is cached is inside the prompt, and billed once", async () => {
  const usage = await used("google", "tools");
  // 101 prompt tokens, of which 64 were cached: 37 at $1.50, 64 at $0.15 per million.
  assert.equal(cost("provider", "gemini-3.5-flash", usage)[0], "0.0000651");
});

test("OpenAI: what is cached is inside the prompt, and billed once", async () => {
  const usage = await used("openai", "usage-modalities");
  assert.deepEqual(usage.prompt, { text: 200, image: 790, audio: 10, cached: 400 });
  // 600 at $2.50 and 400 at $1.25 per million.
  assert.equal(cost("provider", "gpt-4o", usage)[0], "0.002");
});

test("OpenAI: writes to the cache are inside the prompt, and cost their fee", async () => {
  const usage = {
    prompt_tokens: 1000,
    completion_tokens: 1,
    prompt_tokens_details: { cached_tokens: 200, cache_write_tokens: 300 },
  };
  const chunk = { choices: [{ delta: {}, finish_reason: "stop" }], usage };
  const answer = Buffer.from(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
  const { prompt } = await usageIn("openai", answer);
  assert.deepEqual(prompt, { text: 1000, image: 0, audio: 0, cached: 200, cacheWrite: 300 });
  // 500 at $5.00, 200 at $0.50, 300 at $6.25 per million.
  assert.equal(cost("provider", "gpt-5.6-sol", usageOf(prompt, {}))[0], "0.004475");
});

test("Anthropic: what is cached is outside the input, and is billed beside it", async () => {
  const usage = await used("anthropic", "plain");
  // 17 at $5.00, 200 read at $0.50, 44 written at $6.25, 20 for an hour at $10.00 per million.
  assert.equal(cost("provider", "claude-opus-5", usage)[0], "0.00066");
});

test("Anthropic: counts are running totals, input that grows included", async () => {
  const usage = await used("anthropic", "input-grows");
  assert.deepEqual([usage.prompt.text, usage.completion.text], [10_682, 510]);
});

test("Anthropic: compaction and advice are billed on top of the answer", async () => {
  const { prompt, completion } = await used("anthropic", "iterations");
  assert.deepEqual([prompt.text, completion.text], [5_212, 327]);
});

for (const kind of ["openai", "google", "anthropic"]) {
  test(`${kind}: a reported zero is zero`, async () => {
    const { prompt, completion } = await used(kind, "usage-zero");
    assert.deepEqual([prompt.text, completion.text], [0, 0]);
  });
}

for (const [model, above, below, beyond] of [
  ["gpt-5.4", 272_000, ["0.07025", "0.015"], ["0.1405005", "0.0225"]],
  ["gemini-2.5-pro", 200_000, ["0.026125", "0.01"], ["0.05225025", "0.015"]],
  ["claude-haiku-5-5", 100_000, ["0.00109", "0.0005"], ["0.00545005", "0.0025"]],
] as const) {
  test(`${model}: one token above ${above} reprices the whole request, its cached part too`, () => {
    // All but 1,000 tokens of the prompt were cached.
    const at = (text: number) =>
      cost("provider", model, usageOf({ text, cached: text - 1_000 }, { text: 1_000 }));
    assert.deepEqual(at(above), below);
    assert.deepEqual(at(above + 1), beyond);
  });
}
