import assert from "node:assert/strict";
import { after, test } from "node:test";
import OpenAI, { APIError, AuthenticationError, RateLimitError } from "openai";
import sharp from "sharp";
import { dollars } from "../doubles/dollars.ts";
import { startGateway } from "../doubles/gateway.ts";
import { at } from "../doubles/json.ts";
import { type CustomerTerms, operate } from "../doubles/operator.ts";

// The official package, as its users write it, against the gateway with its sandbox.
const gateway = await startGateway();
after(() => gateway.close());
const operator = operate(gateway);
const model = "gemini-3.1-flash-image-preview";
const weather = {
  type: "function" as const,
  function: {
    name: "get_weather",
    description: "The weather of a city",
    parameters: {
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
    },
  },
};

async function enter(terms?: CustomerTerms) {
  const customer = await operator.customer(terms);
  const client = new OpenAI({ apiKey: customer.secret, baseURL: `${gateway.url()}/v1` });
  return { ...customer, client };
}

test("a plain call", async () => {
  const { accountId, client } = await enter({ balance: "1.00" });
  const completion = await client.chat.completions.create({
    model,
    max_tokens: 40,
    messages: [{ role: "user", content: "Say hello." }],
  });
  assert.equal(completion.object, "chat.completion");
  assert.equal(completion.model, model);
  assert.equal(typeof completion.choices[0]?.message.content, "string");
  assert((completion.usage?.completion_tokens ?? 0) <= 40);
  const { posted, held } = await operator.balance(accountId);
  assert(posted < dollars("1.00") && held === 0n, "it was charged");
});

test("a streamed call, with its usage and cost at the end", async () => {
  const { client } = await enter();
  const stream = await client.chat.completions.create({
    model,
    max_tokens: 30,
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: "user", content: "Count to ten." }],
  });
  let text = "";
  let usage: unknown = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    usage = chunk.usage ?? usage;
  }
  assert(text.length > 0);
  assert(Number(at(usage, "completion_tokens")) <= 30);
  assert(Number(at(usage, "cost")) > 0);
});

test("a picture is measured, seen and charged", async () => {
  const { client } = await enter();
  const bytes = await sharp({
    create: { width: 320, height: 200, channels: 3, background: "#c81e1e" },
  })
    .png()
    .toBuffer();
  const url = `data:image/png;base64,${bytes.toString("base64")}`;
  const completion = await client.chat.completions.create({
    model,
    max_tokens: 120,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "What is in this picture?" },
          { type: "image_url", image_url: { url, detail: "high" } },
        ],
      },
    ],
  });
  assert.match(completion.choices[0]?.message.content ?? "", /320/);
  assert.equal(at(completion.usage, "prompt_tokens_details.image_tokens"), 258);
});

test("tools: a call of a function, and an answer from its result", async () => {
  const { client } = await enter();
  const question = { role: "user" as const, content: "What is the weather in Paris?" };
  const first = await client.chat.completions.create({
    model,
    messages: [question],
    tools: [weather],
    tool_choice: "required",
  });
  const call = first.choices[0]?.message.tool_calls?.[0];
  assert(call?.type === "function", "it calls the function");
  assert.equal(first.choices[0]?.finish_reason, "tool_calls");
  assert.equal(call.function.name, "get_weather");
  assert.equal(typeof at(JSON.parse(call.function.arguments), "city"), "string");
  const second = await client.chat.completions.create({
    model,
    tools: [weather],
    messages: [
      question,
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: call.id, content: "Sunny, 21 degrees" },
    ],
  });
  assert.match(second.choices[0]?.message.content ?? "", /Sunny/);
});

test("JSON mode, by object and by schema", async () => {
  const { client } = await enter();
  const ask = (response_format: OpenAI.ChatCompletionCreateParams["response_format"]) =>
    client.chat.completions.create({
      model,
      max_tokens: 400,
      messages: [{ role: "user", content: "Answer in JSON." }],
      ...(response_format === undefined ? {} : { response_format }),
    });
  const free = await ask({ type: "json_object" });
  assert.equal(typeof JSON.parse(free.choices[0]?.message.content ?? ""), "object");
  const schema = {
    type: "object",
    properties: { title: { type: "string" }, count: { type: "integer" } },
    required: ["title", "count"],
    additionalProperties: false,
  };
  const shaped = await ask({ type: "json_schema", json_schema: { name: "thing", schema } });
  const thing: unknown = JSON.parse(shaped.choices[0]?.message.content ?? "");
  assert.equal(typeof at(thing, "title"), "string");
  assert(Number.isInteger(at(thing, "count")));
});

test("error classes: 402, 429 and 401 are told apart, and 402 is asked once", async () => {
  const poor = await enter({ balance: "0" });
  const broke = await refusalOf(poor.client);
  assert(broke instanceof APIError && broke.status === 402, String(broke));
  assert.equal(broke.code, "insufficient_balance");
  assert(!(broke instanceof RateLimitError));

  const slow = await enter({ rpm: 1 });
  const unhurried = slow.client.withOptions({ maxRetries: 0 });
  await unhurried.models.list();
  const results = await Promise.all([1, 2, 3].map(() => refusalOf(unhurried)));
  const limited = results.find((result) => result instanceof RateLimitError);
  assert(limited instanceof RateLimitError, String(results));
  assert.equal(limited.code, "rate_limit_exceeded");
  assert(Number(limited.headers?.get("retry-after")) >= 1);

  const stranger = new OpenAI({ apiKey: "sk-unknown", baseURL: `${gateway.url()}/v1` });
  const unknown = await refusalOf(stranger);
  assert(unknown instanceof AuthenticationError, String(unknown));
  assert.equal(unknown.code, "invalid_api_key");
  const { keyId, client } = await enter({ key: { models: ["gpt-4o"] } });
  const closed = await refusalOf(client);
  assert(closed instanceof AuthenticationError && closed.code === "model_not_available", keyId);
});

test("a stream that runs out of money raises an APIError after what was paid", async () => {
  const { client } = await enter({ balance: "0.02" });
  let text = "";
  const reading = (async () => {
    const stream = await client.chat.completions.create({
      model: "gpt-4o",
      max_tokens: 4_000,
      stream: true,
      messages: [{ role: "user", content: "!sandbox tokens=3900 pace=0 first_ms=0" }],
    });
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  })();
  const error: unknown = await reading.catch((reason: unknown) => reason);
  assert(error instanceof APIError, String(error));
  assert.equal(error.code, "insufficient_balance");
  assert(text.length > 0, "the part that was paid arrived");
});

test("the models, in OpenAI's list", async () => {
  const { client } = await enter();
  const page = await client.models.list();
  const found = page.data.find((entry) => entry.id === model);
  assert.equal(found?.object, "model");
  assert.equal(typeof found?.created, "number");
});

/** The error of a small call, or what it answered. */
async function refusalOf(client: OpenAI): Promise<unknown> {
  return client.chat.completions
    .create({ model, max_tokens: 5, messages: [{ role: "user", content: "Hello" }] })
    .catch((error: unknown) => error);
}
