import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import OpenAI, { APIError } from "openai";
import sharp from "sharp";
import { bufferedChat, readRecord } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { startGateway } from "../doubles/gateway.ts";
import { send } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { type CustomerTerms, operate } from "../doubles/operator.ts";

// The official package's own Responses, as its users write them, against the gateway's sandbox.
const gateway = await startGateway();
after(() => gateway.close());
const operator = operate(gateway);
const model = "gpt-4o";

const weather = {
  type: "function" as const,
  name: "get_weather",
  description: "The weather of a city",
  strict: false,
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
  },
};

async function enter(terms?: CustomerTerms) {
  const customer = await operator.customer(terms);
  const client = new OpenAI({ apiKey: customer.secret, baseURL: `${gateway.url()}/v1` });
  return { ...customer, client, caller: operator.caller(customer) };
}

/** Items of an answer as a program sends them back: over the wire, and as they came. */
function again(output: readonly unknown[]): OpenAI.Responses.ResponseInput {
  return JSON.parse(JSON.stringify(output));
}

/** What is gone from an account that had $10.00. */
async function gone(accountId: string) {
  const { posted, held } = await operator.balance(accountId);
  assert.equal(held, 0n, "nothing is held any more");
  return dollars("10.00") - posted;
}

async function billed(caller: Parameters<typeof readRecord>[0], id: string) {
  return dollars(textAt((await readRecord(caller, id)).json, "cost"));
}

test("a plain response costs what the equal chat completion does, as in the books", async () => {
  const { accountId, client, caller } = await enter();
  const said = "Say hello.\n!sandbox tokens=30 pace=0 first_ms=0";
  const response = await client.responses.create({
    model,
    instructions: "Be kind.",
    input: said,
    max_output_tokens: 100,
    metadata: { order: "7" },
  });
  assert.equal(response.status, "completed");
  assert.equal(response.object, "response");
  assert(response.output_text.length > 0);
  assert.deepEqual(response.metadata, { order: "7" });
  assert.equal(response.instructions, "Be kind.");
  const charged = await gone(accountId);
  assert.equal(await billed(caller, response.id), charged);

  const chat = await bufferedChat(caller, {
    model,
    max_tokens: 100,
    messages: [
      { role: "system", content: "Be kind." },
      { role: "user", content: said },
    ],
  });
  assert.equal((await gone(accountId)) - charged, charged);
  assert.equal(at(chat.json, "usage.prompt_tokens"), response.usage?.input_tokens);
  assert.equal(at(chat.json, "usage.completion_tokens"), response.usage?.output_tokens);
  assert.equal(at(chat.json, "choices.0.message.content"), response.output_text);
  assert.equal(at(response.usage, "cost"), at(chat.json, "usage.cost"));
});

test("input can be counted before: the count is the bill's, and nothing is charged", async () => {
  const { accountId, client } = await enter();
  const body = { model, instructions: "Be kind.", input: "Say hello." };
  const counted = await client.responses.inputTokens.count(body);
  assert.equal(await gone(accountId), 0n);
  const response = await client.responses.create({ ...body, max_output_tokens: 5 });
  assert.equal(counted.input_tokens, response.usage?.input_tokens);
  await assert.rejects(
    client.responses.inputTokens.count({ ...body, previous_response_id: "resp_1" }),
    (error) => error instanceof APIError && error.param === "previous_response_id",
  );
});

test("a streamed response: typed events in order, and all of it charged at the end", async () => {
  const { accountId, client } = await enter();
  const stream = await client.responses.create({
    model,
    stream: true,
    max_output_tokens: 20,
    input: [{ role: "user", content: [{ type: "input_text", text: "Count to ten." }] }],
  });
  const types: string[] = [];
  let text = "";
  let whole: OpenAI.Responses.Response | null = null;
  for await (const event of stream) {
    assert.equal(event.sequence_number, types.length);
    types.push(event.type);
    if (event.type === "response.output_text.delta") text += event.delta;
    if (event.type === "response.incomplete") whole = event.response;
  }
  assert.deepEqual(types.slice(0, 4), [
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
  ]);
  assert.deepEqual(types.slice(-4), [
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.incomplete",
  ]);
  assert.equal(whole?.status, "incomplete");
  assert.equal(whole?.incomplete_details?.reason, "max_output_tokens");
  assert.equal(whole?.usage?.output_tokens, 20);
  assert.equal(at(whole, "output.0.content.0.text"), text);
  assert.equal(dollars(String(at(whole, "usage.cost"))), await gone(accountId));
});

test("the package's own stream helper puts the same response together", async () => {
  const { client } = await enter();
  const deltas: string[] = [];
  const stream = client.responses
    .stream({ model, input: "Say hello.\n!sandbox tokens=12 pace=0" })
    .on("response.output_text.delta", (event) => deltas.push(event.delta));
  const response = await stream.finalResponse();
  assert.equal(response.output_text, deltas.join(""));
  const again = await client.responses.retrieve(response.id);
  assert.equal(again.output_text, response.output_text);
  assert.deepEqual(again.usage, response.usage);
});

test("a picture is measured, seen and charged", async () => {
  const { client } = await enter();
  const bytes = await sharp({
    create: { width: 320, height: 200, channels: 3, background: "#c81e1e" },
  })
    .png()
    .toBuffer();
  const response = await client.responses.create({
    model: "gemini-3.1-flash-image-preview",
    max_output_tokens: 120,
    input: [
      {
        role: "user",
        content: [
          { type: "input_text", text: "What is in this picture?" },
          {
            type: "input_image",
            detail: "high",
            image_url: `data:image/png;base64,${bytes.toString("base64")}`,
          },
        ],
      },
    ],
  });
  assert.match(response.output_text, /320/);
  assert.equal(at(response.usage, "input_tokens_details.image_tokens"), 258);
});

test("tools: a call of a function, and an answer from its result", async () => {
  const { client } = await enter();
  const input: OpenAI.Responses.ResponseInput = [
    { role: "user", content: "What is the weather in Paris?" },
  ];
  const first = await client.responses.create({
    model,
    input,
    tools: [weather],
    tool_choice: "required",
  });
  const call = first.output.find((item) => item.type === "function_call");
  assert(call?.type === "function_call", "it calls the function");
  assert.equal(typeof at(JSON.parse(call.arguments), "city"), "string");
  input.push(...again(first.output), {
    type: "function_call_output",
    call_id: call.call_id,
    output: "Sunny, 21 degrees",
  });
  const second = await client.responses.create({ model, input, tools: [weather] });
  assert.match(second.output_text, /Sunny/);
});

test("a streamed call of a function comes as its own events", async () => {
  const { client } = await enter();
  const stream = client.responses.stream({
    model,
    input: "What is the weather in Paris?",
    tools: [weather],
    tool_choice: { type: "function", name: "get_weather" },
  });
  let given = "";
  stream.on("response.function_call_arguments.delta", (event) => {
    given += event.delta;
  });
  const response = await stream.finalResponse();
  const call = response.output[0];
  assert(call?.type === "function_call" && call.name === "get_weather");
  assert.equal(call.arguments, given);
});

test("an answer bound to a schema is parsed by the package", async () => {
  const { client } = await enter();
  const response = await client.responses.parse({
    model,
    input: "Answer in JSON.",
    text: {
      format: {
        type: "json_schema",
        name: "thing",
        strict: true,
        schema: {
          type: "object",
          properties: { title: { type: "string" }, count: { type: "integer" } },
          required: ["title", "count"],
          additionalProperties: false,
        },
      },
    },
  });
  const thing: unknown = JSON.parse(response.output_text);
  assert.equal(typeof at(thing, "title"), "string");
  assert(Number.isInteger(at(thing, "count")));
});

test("pictures that come out are items of their own", async () => {
  const { client } = await enter();
  const body = {
    model: "gemini-3.1-flash-image",
    input: "A red picture, please.",
    modalities: ["text", "image"],
  };
  const response = await client.responses.create(body);
  const item = response.output.find((one) => one.type === "image_generation_call");
  assert(item?.type === "image_generation_call");
  const { format, width } = await sharp(Buffer.from(item.result ?? "", "base64")).metadata();
  assert.deepEqual([format, width], ["png", 1024]);
  assert.equal(at(response.usage, "output_tokens_details.image_tokens"), 1120);
});

test("cancelling answers the response as it ended, and the stream ends with the same", async () => {
  const { accountId, client } = await enter();
  const stream = await client.responses.create({
    model,
    stream: true,
    input: "!sandbox tokens=4000 pace=200 first_ms=0",
  });
  let id = "";
  let cancelled: Promise<OpenAI.Responses.Response> | null = null;
  let last: OpenAI.Responses.ResponseStreamEvent | null = null;
  for await (const event of stream) {
    last = event;
    if (event.type === "response.created") id = event.response.id;
    if (event.type === "response.output_text.delta") cancelled ??= client.responses.cancel(id);
  }
  const response = await cancelled;
  assert.equal(response?.status, "cancelled");
  assert(last?.type === "response.incomplete");
  assert.equal(last.response.status, "cancelled");
  assert.deepEqual(last.response.usage, response?.usage);
  assert.equal(dollars(String(at(response?.usage, "cost"))), await gone(accountId));
  const again = await client.responses.cancel(id);
  assert.deepEqual(again.usage, response?.usage);
});

test("a client that leaves stops the call, and pays for what it was sent", async () => {
  const { accountId, client, caller } = await enter();
  const stream = await client.responses.create({
    model,
    stream: true,
    input: "!sandbox tokens=4000 pace=200 first_ms=0",
  });
  let id = "";
  for await (const event of stream) {
    if (event.type === "response.created") id = event.response.id;
    if (event.type === "response.output_text.delta") break;
  }
  for (let look = 0; look < 100; look += 1) {
    if (at((await readRecord(caller, id)).json, "status") !== "running") break;
    await pause(20);
  }
  const record = (await readRecord(caller, id)).json;
  assert.equal(at(record, "status"), "stopped");
  const charged = await gone(accountId);
  assert(charged > 0n && charged === dollars(textAt(record, "cost")));
  assert.equal((await client.responses.retrieve(id)).status, "cancelled");
});

test("a dropped stream goes on after the last event that was seen, charged once", async () => {
  const { accountId, client } = await enter();
  const body = { model, input: "!sandbox tokens=200 pace=300 first_ms=0", stream: true as const };
  const finishing = { ...body, on_disconnect: "finish" };
  const dropped = await client.responses.create(finishing);
  const seen: OpenAI.Responses.ResponseStreamEvent[] = [];
  for await (const event of dropped) {
    seen.push(event);
    if (seen.length === 40) break;
  }
  const first = seen[0];
  assert(first?.type === "response.created");
  const starting_after = seen.at(-1)?.sequence_number ?? 0;
  const rest = await client.responses.retrieve(first.response.id, { stream: true, starting_after });
  for await (const event of rest) seen.push(event);
  assert.deepEqual(
    seen.map((event) => event.sequence_number),
    seen.map((_event, index) => index),
  );
  const last = seen.at(-1);
  assert(last?.type === "response.completed");
  const deltas = seen.map((event) =>
    event.type === "response.output_text.delta" ? event.delta : "",
  );
  assert.equal(deltas.join(""), at(last.response, "output.0.content.0.text"));
  assert.equal(dollars(String(at(last.response.usage, "cost"))), await gone(accountId));
});

test("what was made by another dialect can be read as a response, and the other way", async () => {
  const { client, caller } = await enter();
  const content = "Say hello.\n!sandbox tokens=12 pace=0";
  const chat = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content }],
  });
  const read = await client.responses.retrieve(chat.id);
  assert.equal(read.output_text, chat.choices[0]?.message.content);
  const url = `${caller.url}/v1/chat/completions/${chat.id}/stream?dialect=responses&after=3`;
  const { text } = await send({ url, token: caller.secret });
  const events = text.split("\n\n").filter((event) => event !== "");
  assert.match(events[0] ?? "", /^event: response\.content_part\.added\n.*"sequence_number":3,/);
  assert.match(events.at(-1) ?? "", /^event: response\.completed\n/);

  const response = await client.responses.create({ model, input: content });
  const record = await readRecord(caller, response.id);
  assert.equal(at(record.json, "message.content"), response.output_text);
});

test("the same Idempotency-Key is one response, charged once, streamed or buffered", async () => {
  const { accountId, client, caller } = await enter();
  const body = { model, input: "Say hello.\n!sandbox tokens=40 pace=200 first_ms=0" };
  const options = { headers: { "idempotency-key": "order-7" } };
  const [first, ...others] = await Promise.all(
    [1, 2, 3, 4].map(() => client.responses.create(body, options)),
  );
  for (const other of others) assert.deepEqual(other, first);
  const stream = await client.responses.create({ ...body, stream: true }, options);
  let last: OpenAI.Responses.ResponseStreamEvent | null = null;
  for await (const event of stream) last = event;
  assert(last?.type === "response.completed");
  assert.deepEqual(last.response.output, first?.output);
  assert.equal(await gone(accountId), await billed(caller, last.response.id));
});

test("a response whose money runs out fails with its bill, streamed and buffered", async () => {
  const poor = { balance: "0.02" };
  const input = "!sandbox tokens=3900 pace=0 first_ms=0";
  const body = { model, input, max_output_tokens: 4_000 };
  const { client } = await enter(poor);
  let last: OpenAI.Responses.ResponseStreamEvent | null = null;
  for await (const event of await client.responses.create({ ...body, stream: true })) last = event;
  assert(last?.type === "response.failed");
  assert.equal(at(last.response, "error.code"), "insufficient_balance");
  assert.equal(at(last.response, "error.status"), 402);
  assert.equal(at(last.response, "error.metadata.id"), last.response.id);
  const cost = dollars(textAt(last.response, "error.metadata.cost"));
  assert.equal(dollars(String(at(last.response.usage, "cost"))), cost);
  assert(cost > 0n && cost <= dollars("0.02"));

  const { client: other, accountId } = await enter(poor);
  const error: unknown = await other.responses.create(body).catch((reason: unknown) => reason);
  assert(error instanceof APIError && error.status === 402, String(error));
  const { posted } = await operator.balance(accountId);
  assert.equal(dollars(textAt(error.error, "metadata.cost")), dollars("0.02") - posted);
  assert.equal(at(error.error, "metadata.partial.status"), "failed");
});

test("refusals name the field as the caller wrote it", async () => {
  const { client } = await enter();
  const part = { type: "input_image", image_url: "data:image/png;base64,AAAA" };
  const refused: readonly [object, string | null][] = [
    [{ previous_response_id: "resp_1" }, "previous_response_id"],
    [{ conversation: "conv_1" }, "conversation"],
    [{ background: true }, "background"],
    [{ truncation: "auto" }, "truncation"],
    [{ max_output_tokens: 99_999 }, "max_output_tokens"],
    [{ max_tokens: 10 }, "max_tokens"],
    [{ tools: [{ type: "web_search" }] }, "tools[0].type"],
    [{ tool_choice: { type: "file_search" } }, "tool_choice.type"],
    [{ service_tier: "flex" }, "service_tier"],
    [{ reasoning: { summary: "detailed" } }, "reasoning.summary"],
    [{ text: { format: { type: "json_schema", name: "x" } } }, "text.format.schema"],
    [{ input: [{ role: "user", content: [part] }] }, "input"],
    [{ input: [{ role: "user", content: [{ type: "input_file" }] }] }, "input[0].content[0].type"],
    [{ input: [{ role: "nobody", content: "x" }] }, "input[0].role"],
    [{ input: [{ type: "web_search_call", id: "x" }] }, "input[0].type"],
    [{ input: [] }, "input"],
    [{ input: undefined }, "input"],
    [{ max_cost: "much" }, "max_cost"],
    [{ model: "nothing-like-it" }, "model"],
  ];
  for (const [more, param] of refused) {
    const body = { model, input: "Hello", ...more };
    const error: unknown = await client.responses
      .create(Object.assign(body, { stream: false as const }))
      .catch((reason: unknown) => reason);
    assert(error instanceof APIError, JSON.stringify(more));
    assert.equal(error.param, param, `${JSON.stringify(more)}: ${error.message}`);
    assert.ok([400, 404].includes(error.status ?? 0), error.message);
  }
});

test("items of a kept answer may be named by their ids, within the project alone", async () => {
  const { client } = await enter();
  const question = { role: "user" as const, content: "What is the weather in Paris?" };
  const first = await client.responses.create({
    model,
    input: [question],
    tools: [weather],
    tool_choice: "required",
  });
  const call = first.output[0];
  assert(call?.type === "function_call" && call.id !== undefined);
  const reference = { type: "item_reference" as const, id: call.id };
  const result = {
    type: "function_call_output" as const,
    call_id: call.call_id,
    output: "Sunny, 21 degrees",
  };
  const body = { model, tools: [weather], input: [question, reference, result] };
  assert.match((await client.responses.create(body)).output_text, /Sunny/);

  const stranger = await enter();
  const lost = { ...body, input: [{ ...reference, id: "msg_of_another" }] };
  for (const [asking, sent] of [
    [stranger.client, body],
    [client, lost],
  ] as const) {
    const error: unknown = await asking.responses.create(sent).catch((one: unknown) => one);
    assert(error instanceof APIError && error.status === 400, String(error));
    assert.match(String(error.param), /^input\[[01]\]\.id$/);
  }
});
