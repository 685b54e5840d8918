import assert from "node:assert/strict";
import { test } from "node:test";
import Anthropic, {
  APIError,
  AuthenticationError,
  NotFoundError,
  RateLimitError,
} from "@anthropic-ai/sdk";
import sharp from "sharp";
import { dollars, sum } from "../doubles/dollars.ts";
import { send } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { type CustomerTerms, operate } from "../doubles/operator.ts";
import { modelOfEachWire, openThreeWires } from "../doubles/three-wires.ts";

// The official package, as its users write it, against the gateway with its sandbox: a model of
// each provider, so that every wire behind is reached by this one in front.
const { gateway } = await openThreeWires();
const operator = operate(gateway);
const model = "claude-opus-5";
const weather: Anthropic.Tool = {
  name: "get_weather",
  description: "The weather of a city",
  input_schema: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
  },
};

async function enter(terms?: CustomerTerms) {
  const customer = await operator.customer({ balance: "5.00", ...terms });
  const client = new Anthropic({ apiKey: customer.secret, baseURL: gateway.url(), maxRetries: 0 });
  return { ...customer, client };
}

interface Paying {
  readonly accountId: string;
  readonly client: Anthropic;
}

/** What left the account is what its calls' records say, to the picodollar. */
async function assertPaid({ accountId, client }: Paying, calls: readonly { id: string }[]) {
  const { posted, held } = await operator.balance(accountId);
  const records = await Promise.all(calls.map(({ id }) => recordOf(client, id)));
  const paid = sum(records.map((record) => dollars(textAt(record, "cost"))));
  assert.equal(held, 0n);
  assert(paid > 0n);
  assert.equal(dollars("5.00") - posted, paid);
}

async function recordOf(client: Anthropic, id: string): Promise<unknown> {
  const url = `${gateway.url()}/v1/chat/completions/${id}`;
  return (await send({ url, token: String(client.apiKey) })).json;
}

function user(content: Anthropic.MessageParam["content"]): Anthropic.MessageParam[] {
  return [{ role: "user", content }];
}

function textOf({ content }: { readonly content: readonly Anthropic.ContentBlock[] }): string {
  return content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
}

for (const name of modelOfEachWire) {
  test(`${name}: a plain call and its charge`, async () => {
    const customer = await enter();
    const { client } = customer;
    const message = await client.messages.create({
      model: name,
      max_tokens: 40,
      system: "Be brief.",
      messages: user("Say hello."),
    });
    assert.equal(message.type, "message");
    assert.equal(message.role, "assistant");
    assert.equal(message.model, name);
    assert.equal(message.stop_reason, "max_tokens");
    assert(textOf(message).length > 0);
    assert.equal(message.usage.output_tokens, 40);
    const record = await recordOf(client, message.id);
    assert.equal(at(record, "usage.prompt_tokens"), message.usage.input_tokens);
    assert.equal(at(record, "usage.cost"), at(message.usage, "cost"));
    await assertPaid(customer, [message]);
  });

  test(`${name}: a streamed call says what a buffered one says`, async () => {
    const customer = await enter();
    const { client } = customer;
    const asked = { model: name, max_tokens: 60, messages: user("Count to ten.") };
    const whole = await client.messages.create(asked);
    const types: string[] = [];
    const stream = client.messages.stream(asked);
    stream.on("streamEvent", ({ type }) => types.push(type));
    const message = await stream.finalMessage();
    assert.deepEqual(message.content, whole.content);
    assert.equal(message.stop_reason, whole.stop_reason);
    assert.equal(message.usage.input_tokens, whole.usage.input_tokens);
    assert.equal(message.usage.output_tokens, whole.usage.output_tokens);
    assert.equal(types[0], "message_start");
    assert.equal(types[1], "content_block_start");
    assert.deepEqual(types.slice(-3), ["content_block_stop", "message_delta", "message_stop"]);
    await assertPaid(customer, [whole, message]);
  });

  test(`${name}: a picture is measured, seen and charged`, async () => {
    const customer = await enter();
    const { client } = customer;
    const data = (await picture()).toString("base64");
    const message = await client.messages.create({
      model: name,
      max_tokens: 120,
      messages: user([
        { type: "image", source: { type: "base64", media_type: "image/png", data } },
        { type: "text", text: "What is in this picture?" },
      ]),
    });
    assert.match(textOf(message), /320/);
    await assertPaid(customer, [message]);
  });

  test(`${name}: tools, with the second turn`, async () => {
    const customer = await enter();
    const { client } = customer;
    const question: Anthropic.MessageParam = {
      role: "user",
      content: "What is the weather in Paris?",
    };
    const first = await client.messages.create({
      model: name,
      max_tokens: 400,
      messages: [question],
      tools: [weather],
      tool_choice: { type: "any" },
    });
    const call = first.content.find((block) => block.type === "tool_use");
    assert(call?.type === "tool_use", JSON.stringify(first.content));
    assert.equal(first.stop_reason, "tool_use");
    assert.equal(call.name, "get_weather");
    assert.equal(typeof at(call.input, "city"), "string");
    const streamed = await client.messages
      .stream({
        model: name,
        max_tokens: 400,
        messages: [question],
        tools: [weather],
        tool_choice: { type: "tool", name: "get_weather" },
      })
      .finalMessage();
    const again = streamed.content.find((block) => block.type === "tool_use");
    assert.deepEqual(again?.type === "tool_use" && again.input, call.input);
    const second = await client.messages.create({
      model: name,
      max_tokens: 200,
      tools: [weather],
      messages: [
        question,
        { role: "assistant", content: first.content as Anthropic.ContentBlockParam[] },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: call.id, content: "Sunny, 21 degrees" }],
        },
      ],
    });
    assert.match(textOf(second), /Sunny/);
    await assertPaid(customer, [first, streamed, second]);
  });

  test(`${name}: an answer bound to a JSON schema`, async () => {
    const { client } = await enter();
    const message = await client.messages.create({
      model: name,
      max_tokens: 400,
      messages: user("Answer in JSON."),
      output_config: {
        format: {
          type: "json_schema",
          schema: {
            type: "object",
            properties: { title: { type: "string" }, count: { type: "integer" } },
            required: ["title", "count"],
            additionalProperties: false,
          },
        },
      },
    });
    const thing: unknown = JSON.parse(textOf(message));
    assert.equal(typeof at(thing, "title"), "string");
    assert(Number.isInteger(at(thing, "count")));
  });
}

test("thoughts come signed, and are sent back with the turn that they belong to", async () => {
  const customer = await enter();
  const { client } = customer;
  const asked = {
    model,
    max_tokens: 4_000,
    thinking: { type: "adaptive" as const, display: "summarized" as const },
    output_config: { effort: "low" as const },
    tools: [weather],
    tool_choice: { type: "auto" as const },
  };
  const question = user("!sandbox thoughts=30\nWhat is the weather in Paris?");
  const first = await client.messages.stream({ ...asked, messages: question }).finalMessage();
  assert.deepEqual(
    first.content.map(({ type }) => type),
    ["thinking", "tool_use"],
  );
  const [thought, call] = first.content;
  assert(thought?.type === "thinking" && thought.thinking.length > 0 && thought.signature !== "");
  assert(call?.type === "tool_use");
  assert((first.usage.output_tokens_details?.thinking_tokens ?? 0) > 0);
  const content = [{ type: "tool_result" as const, tool_use_id: call.id, content: "Sunny" }];
  const turns = (answer: Anthropic.ContentBlockParam[]): Anthropic.MessageParam[] => [
    ...question,
    { role: "assistant", content: answer },
    { role: "user", content },
  ];
  const blocks = first.content as Anthropic.ContentBlockParam[];
  const second = await client.messages.create({ ...asked, messages: turns(blocks) });
  assert.match(textOf(second), /Sunny/);
  const forged = [{ ...thought, signature: "Zm9yZ2Vk" }, call];
  const refused = await refusalOf(() =>
    client.messages.create({ ...asked, messages: turns(forged) }),
  );
  assert.equal(refused.errorCode, "upstream_rejected", "what was signed is what is checked");
  await assertPaid(customer, [first, second]);
});

test("thoughts of other providers are shown where they show them", async () => {
  const { client } = await enter();
  const message = await client.messages.create({
    model: "gemini-3.5-flash",
    max_tokens: 4_000,
    thinking: { type: "enabled", budget_tokens: 1_024 },
    messages: user("Say hello."),
  });
  assert.equal(message.content[0]?.type, "thinking", JSON.stringify(message.content));
  assert(textOf(message).length > 0);
});

test("a picture that a model draws comes as a block that callers can send back", async () => {
  const { client } = await enter();
  const asked = {
    model: "gemini-3.1-flash-image-preview",
    max_tokens: 4_000,
    messages: user("Draw a picture of a blue disc."),
  };
  const message = await client.messages.create(asked);
  const drawn: unknown = message.content.find(({ type }) => String(type) === "image");
  assert.equal(at(drawn, "source.type"), "base64", JSON.stringify(message.content).slice(0, 300));
  const bytes = Buffer.from(textAt(drawn, "source.data"), "base64");
  assert.equal((await sharp(bytes).metadata()).format, "png");
  const streamed = await client.messages.stream(asked).finalMessage();
  assert.deepEqual(streamed.content, message.content);
});

test("a prompt is counted before it is sent, and costs nothing", async () => {
  const { accountId, client } = await enter();
  const messages = user("How many tokens has this?");
  const counted = await client.messages.countTokens({ model, messages, tools: [weather] });
  assert(counted.input_tokens > 10);
  const { posted, held } = await operator.balance(accountId);
  assert.deepEqual([posted, held], [dollars("5.00"), 0n]);
});

test("refusals have the shape, the type and the status that the package knows", async () => {
  const { client } = await enter();
  const ask = (more: object) => () =>
    client.messages.create({ model, max_tokens: 20, messages: user("Hello"), ...more });
  const document = {
    type: "document",
    source: { type: "text", media_type: "text/plain", data: "x" },
  };
  const cases = [
    [ask({ model: "nothing-like-it" }), 404, "not_found_error", "model_not_found"],
    [ask({ max_tokens: 0 }), 400, "invalid_request_error", "invalid_request"],
    [ask({ container: "c" }), 400, "invalid_request_error", "invalid_request"],
    [ask({ messages: user([document as never]) }), 400, "invalid_request_error", "invalid_request"],
    [ask({ max_cost: "0.0000001" }), 402, "billing_error", "max_cost_too_low"],
    [ask({ messages: user("!sandbox status=500") }), 500, "api_error", "upstream_error"],
    [
      ask({ messages: user("!sandbox status=429") }),
      503,
      "overloaded_error",
      "upstream_unavailable",
    ],
    [
      ask({ messages: user("!sandbox status=400") }),
      400,
      "invalid_request_error",
      "upstream_rejected",
    ],
  ] as const;
  for (const [call, status, type, code] of cases) {
    const error = await refusalOf(call);
    assert.deepEqual([error.status, error.type, error.errorCode], [status, type, code], code);
    assert(String(error.apiMessage).length > 10, code);
  }
  const unknown = await refusalOf(ask({ container: "c" }));
  assert.match(String(unknown.apiMessage), /`container` is not known here/);
  const unsupported = await refusalOf(ask({ messages: user([document as never]) }));
  assert.match(String(unsupported.apiMessage), /messages\[0\]\.content\[0\]\.type.*document/);
});

test("error classes: 401, 402 and 429 are told apart", async () => {
  const hello = { model, max_tokens: 5, messages: user("Hello") };
  const stranger = new Anthropic({ apiKey: "sk-unknown", baseURL: gateway.url(), maxRetries: 0 });
  const unknown = await refusalOf(() => stranger.messages.create(hello));
  assert(unknown instanceof AuthenticationError && unknown.errorCode === "invalid_api_key");
  const narrow = await enter({ key: { models: ["gpt-4o"] } });
  const closed = await refusalOf(() => narrow.client.messages.create(hello));
  assert(closed instanceof AuthenticationError && closed.errorCode === "model_not_available");
  const poor = await enter({ balance: "0" });
  const broke = await refusalOf(() => poor.client.messages.create(hello));
  assert.deepEqual([broke.status, broke.type], [402, "billing_error"]);
  const slow = await enter({ rpm: 1 });
  await slow.client.messages.create(hello);
  const limited = await refusalOf(() => slow.client.messages.create(hello));
  assert(limited instanceof RateLimitError && limited.type === "rate_limit_error");
  assert(Number(limited.headers?.get("retry-after")) >= 1);
  const missing = await refusalOf(() => slow.client.models.retrieve("nothing-like-it"));
  assert(missing instanceof NotFoundError, String(missing));
});

test("money that runs out ends a stream with an error event and its bill", async () => {
  const { accountId, client } = await enter({ balance: "0.02" });
  let text = "";
  const error = await refusalOf(async () => {
    const stream = await client.messages.create({
      model: "gpt-4o",
      max_tokens: 4_000,
      stream: true,
      messages: user("!sandbox tokens=3900 pace=0 first_ms=0"),
    });
    for await (const event of stream) {
      if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
        text += event.delta.text;
      }
    }
  });
  assert.equal(error.type, "billing_error");
  assert.equal(error.errorCode, "insufficient_balance");
  assert(text.length > 0, "the part that was paid arrived");
  const { posted } = await operator.balance(accountId);
  const cost = textAt(error.error, "error.metadata.cost");
  assert.equal(dollars("0.02") - posted, dollars(cost));
});

test("money that runs out in a buffered call: a 402 with what there is", async () => {
  const { client } = await enter({ balance: "0.02" });
  const messages = user("!sandbox tokens=3900 pace=0 first_ms=0");
  const call = () => client.messages.create({ model: "gpt-4o", max_tokens: 4_000, messages });
  const error = await refusalOf(call);
  assert.deepEqual([error.status, error.errorCode], [402, "insufficient_balance"]);
  assert.equal(at(error.error, "error.metadata.partial.type"), "message");
  assert(textAt(error.error, "error.metadata.partial.content.0.text").length > 0);
});

test("a provider that dies in mid-stream is told, and nothing is made up", async () => {
  const { client } = await enter();
  const stream = client.messages.stream({
    model,
    max_tokens: 400,
    messages: user("!sandbox reset_after=20 tokens=300 first_ms=0"),
  });
  const error = await refusalOf(() => stream.finalMessage());
  assert.deepEqual([error.type, error.errorCode], ["api_error", "upstream_error"]);
});

test("max_cost ends an answer as its limit would", async () => {
  const { client } = await enter();
  const message = await client.messages.create(
    {
      model: "gpt-4o",
      max_tokens: 4_000,
      messages: user("!sandbox tokens=3000 pace=0"),
    },
    { headers: { "x-farebox-max-cost": "0.01" } },
  );
  assert.equal(message.stop_reason, "max_tokens");
  assert(Number(at(message.usage, "cost")) <= 0.01);
});

test("an aborted stream stops the provider, and what was produced is charged", async () => {
  const customer = await enter();
  const { client } = customer;
  const stream = client.messages.stream({
    model,
    max_tokens: 2_000,
    messages: user("!sandbox tokens=1900 pace=100 first_ms=0"),
  });
  let id = "";
  stream.on("streamEvent", (event) => {
    if (event.type === "message_start") id = event.message.id;
    if (event.type === "content_block_delta") stream.abort();
  });
  await stream.done().catch(() => {});
  const record = await until(async () => {
    const shown = await recordOf(client, id);
    return at(shown, "status") === "running" ? null : shown;
  });
  assert.equal(at(record, "status"), "stopped");
  assert(Number(at(record, "usage.completion_tokens")) < 1_000);
  await assertPaid(customer, [{ id }]);
});

test("a cancelled stream ends whole, and can be had again from any event on", async () => {
  const { client } = await enter();
  const token = String(client.apiKey);
  const stream = client.messages.stream({
    model,
    max_tokens: 2_000,
    messages: user("!sandbox tokens=1900 pace=100 first_ms=0"),
  });
  const url = `${gateway.url()}/v1/chat/completions`;
  let id = "";
  const cancelling: ReturnType<typeof send>[] = [];
  stream.on("streamEvent", (event) => {
    if (event.type === "message_start") id = event.message.id;
    if (event.type !== "content_block_delta" || cancelling.length > 0) return;
    cancelling.push(send({ url: `${url}/${id}/cancel`, method: "POST", token }));
  });
  const message = await stream.finalMessage();
  assert.equal(message.stop_reason, "end_turn");
  const [cancelled] = await Promise.all(cancelling);
  assert.equal(at(cancelled?.json, "usage.completion_tokens"), message.usage.output_tokens);
  const again = await send({ url: `${url}/${id}/stream?dialect=messages&after=2`, token });
  const events = again.text.split("\n\n").filter((one) => one !== "");
  assert.match(events[0] ?? "", /^id: 3\nevent: content_block_delta\n/);
  assert.match(events.at(-1) ?? "", /event: message_stop/);
  const told = events.flatMap((one) => {
    const event: unknown = JSON.parse(one.split("\ndata: ")[1] ?? "null");
    const text = at(event, "delta.text");
    return typeof text === "string" ? [text] : [];
  });
  assert.equal(told.join(""), textOf(message));
});

test("the same idempotency key is the same message, charged once", async () => {
  const customer = await enter();
  const { client } = customer;
  const asked = { model, max_tokens: 30, messages: user("Say hello.") };
  const options = { headers: { "idempotency-key": "messages-once" } };
  const first = await client.messages.create(asked, options);
  assert.deepEqual(await client.messages.create(asked, options), first);
  const streamed = await client.messages.stream(asked, options).finalMessage();
  assert.deepEqual(streamed.content, first.content);
  const other = { ...asked, max_tokens: 31 };
  const reused = await refusalOf(() => client.messages.create(other, options));
  assert.deepEqual([reused.status, reused.errorCode], [422, "idempotency_key_reused"]);
  await assertPaid(customer, [first]);
});

test("the models, in the list that the package pages through", async () => {
  const { client } = await enter({ key: { models: [...modelOfEachWire] } });
  const listed: Anthropic.ModelInfo[] = [];
  for await (const one of client.models.list({ limit: 2 })) listed.push(one);
  assert.deepEqual(listed.map(({ id }) => id).sort(), [...modelOfEachWire].sort());
  const shown = await client.models.retrieve(model);
  assert.equal(shown.type, "model");
  assert.equal(shown.display_name, listed.find(({ id }) => id === model)?.display_name);
});

async function refusalOf(call: () => PromiseLike<unknown>): Promise<APIError> {
  try {
    await call();
  } catch (error) {
    assert(error instanceof APIError, String(error));
    return error;
  }
  assert.fail("it was not refused");
}

async function until(look: () => Promise<unknown>): Promise<unknown> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    assert(Date.now() < deadline, "it happens within ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function picture(): Promise<Buffer> {
  return await sharp({ create: { width: 320, height: 200, channels: 3, background: "#c81e1e" } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}
