import assert from "node:assert/strict";
import { after, test } from "node:test";
import OpenAI, { APIError } from "openai";
import sharp from "sharp";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { readRecord } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { startGateway } from "../doubles/gateway.ts";
import { at, textAt } from "../doubles/json.ts";
import { type CustomerTerms, operate } from "../doubles/operator.ts";

// The official package's own image generation, over Google's wire.
const sandbox = await openSandbox({
  port: 0,
  tokensPerSecond: 0,
  firstTokenMs: { min: 0, max: 0 },
});
after(() => sandbox.close());
const gateway = await startGateway({
  config: {
    price_list: "provider",
    providers: { google: { kind: "google", base_url: sandbox.url, api_key: "AIza-for-tests" } },
  },
});
after(() => gateway.close());
const operator = operate(gateway);
const model = "gemini-3.1-flash-image";

/** Picodollars: $60.00 per million. */
const perPictureToken = 60_000_000n;

async function enter(terms?: CustomerTerms) {
  const customer = await operator.customer(terms);
  const client = new OpenAI({ apiKey: customer.secret, baseURL: `${gateway.url()}/v1` });
  return { ...customer, client, caller: operator.caller(customer) };
}

async function gone(accountId: string) {
  const { posted, held } = await operator.balance(accountId);
  assert.equal(held, 0n, "nothing is held any more");
  return dollars("10.00") - posted;
}

test("a picture comes in base64, of the size that was asked for, and is charged", async () => {
  const { accountId, client, caller } = await enter();
  const sizes = [
    { size: undefined, pixels: [1024, 1024], tokens: 1120 },
    { size: "512x512", pixels: [512, 512], tokens: 747 },
    { size: "1376x768", pixels: [1376, 768], tokens: 1120 },
    { size: "2048x2048", pixels: [2048, 2048], tokens: 1680 },
  ] as const;
  let charged = 0n;
  for (const { size, pixels, tokens } of sizes) {
    const body = { model, prompt: "A red picture.", ...(size === undefined ? {} : { size }) };
    const { data, response } = await client.images.generate(body).withResponse();
    const bytes = Buffer.from(data.data?.[0]?.b64_json ?? "", "base64");
    const { width, height } = await sharp(bytes).metadata();
    assert.deepEqual([width, height], pixels);
    assert.equal(data.size, pixels.join("x"));
    assert.equal(data.output_format, "png");
    assert.equal(data.usage?.output_tokens_details?.image_tokens, tokens);
    assert.equal(data.usage?.output_tokens, tokens, "not a word beside it");
    const cost = dollars(textAt(data.usage, "cost_details.completion"));
    assert.equal(cost, BigInt(tokens) * perPictureToken);
    // What was held is what one picture may cost at most.
    assert(dollars(response.headers.get("x-farebox-hold") ?? "") < dollars("0.22"));
    const record = await readRecord(caller, response.headers.get("x-request-id") ?? "");
    charged += dollars(textAt(record.json, "cost"));
  }
  assert.equal(await gone(accountId), charged);
  await operator.cleanAudit();
});

test("a streamed picture is one event with the whole of it, and its cost", async () => {
  const { accountId, client } = await enter();
  const stream = await client.images.generate({ model, prompt: "A red picture.", stream: true });
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  assert.deepEqual(
    events.map((event) => at(event, "type")),
    ["image_generation.completed"],
  );
  const bytes = Buffer.from(textAt(events[0], "b64_json"), "base64");
  assert.equal((await sharp(bytes).metadata()).width, 1024);
  assert.equal(dollars(String(at(events[0], "usage.cost"))), await gone(accountId));
});

test("an answer without a picture is an error with its bill", async () => {
  const { accountId, client } = await enter();
  const prompt = "A red picture.\n!sandbox block=answer";
  const error: unknown = await client.images.generate({ model, prompt }).catch((one) => one);
  assert(error instanceof APIError && error.status === 500, String(error));
  assert.equal(error.code, "upstream_error");
  assert.match(error.message, /without a picture/);
  assert.equal(dollars(textAt(error.error, "metadata.cost")), await gone(accountId));
  const stream = await client.images.generate({ model, prompt, stream: true });
  await assert.rejects(
    async () => {
      for await (const _event of stream);
    },
    (told) => told instanceof APIError && told.code === "upstream_error",
  );
});

test("who can't pay for one picture is refused before anything is sent", async () => {
  const { client } = await enter({ balance: "0.05" });
  const error: unknown = await client.images
    .generate({ model, prompt: "A red picture." })
    .catch((one) => one);
  assert(error instanceof APIError && error.status === 402, String(error));
  assert.equal(error.code, "insufficient_balance");
});

test("refusals name the field as the caller wrote it", async () => {
  const { client } = await enter();
  const limited = await enter({ key: { output_tokens_max: 100 } });
  const refused: readonly [object, string][] = [
    [{ n: 2 }, "n"],
    [{ size: "1536x1024" }, "size"],
    [{ size: "huge" }, "size"],
    [{ quality: "high" }, "quality"],
    [{ response_format: "url" }, "response_format"],
    [{ output_format: "webp" }, "output_format"],
    [{ background: "transparent" }, "background"],
    [{ style: "vivid" }, "style"],
    [{ stream: true, partial_images: 2 }, "partial_images"],
    [{ model: "gemini-2.5-flash" }, "model"],
    [{ model: "nothing-like-it" }, "model"],
    [{ prompt: undefined }, "prompt"],
    [{ prompt: "" }, "prompt"],
    [{ messages: [] }, "messages"],
    [{ max_tokens: 7 }, "max_tokens"],
    [{ service_tier: "flex" }, "service_tier"],
  ];
  const body = { model, prompt: "A red picture." };
  for (const [more, param] of refused) {
    const error: unknown = await client.images
      .generate({ ...body, ...more })
      .catch((reason: unknown) => reason);
    assert(error instanceof APIError, JSON.stringify(more));
    assert.equal(error.param, param, `${JSON.stringify(more)}: ${error.message}`);
    assert.ok([400, 404].includes(error.status ?? 0), error.message);
  }
  const small: unknown = await limited.client.images.generate(body).catch((one) => one);
  assert(small instanceof APIError && small.param === "size", String(small));
});
