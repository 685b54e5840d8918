import assert from "node:assert/strict";
import { after, test } from "node:test";
import OpenAI from "openai";
import sharp from "sharp";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
import { dollars } from "../doubles/dollars.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";
import { openStage } from "../doubles/stage.ts";

const sandbox = await openSandbox({
  port: 0,
  tokensPerSecond: 0,
  firstTokenMs: { min: 0, max: 0 },
});
after(() => sandbox.close());
const stage = await openStage({
  providers: () => ({
    google: { kind: "google", base_url: sandbox.url, api_key: "AIza-for-tests" },
    whole: { kind: "openai", base_url: `${sandbox.url}/v1`, api_key: "none" },
  }),
  models: [
    wholeModel("whole-by-google", { provider: "google", model: "gemini-3.5-flash" }),
    wholeModel("whole-by-openai", { provider: "whole", model: "gpt-4o" }),
    {
      ...wholeModel("draws-by-openai", {}),
      routes: [{ provider: "whole", model: "gemini-3.1-flash-image" }],
      price: { input: "1.00", output: { text: "3.00", image: "60.00" } },
    },
  ],
});

/** A model whose one route answers in one piece alone. */
function wholeModel(id: string, route: object) {
  return {
    id,
    routes: [{ ...route, streams: false }],
    context_window: 128_000,
    output_tokens_max: 4_096,
    released: "2025-01",
    price: { input: "1.00", output: "10.00" },
  };
}

const looking = "gemini-3.5-flash";
const picturing = "gemini-3.1-flash-image";

/** What the sandbox itself says of a call. */
async function metered(id: string): Promise<unknown> {
  return (await send({ url: `${sandbox.url}/meter/${id}` })).json;
}

function user(content: unknown, more: object = {}) {
  return { model: looking, max_tokens: 200, messages: [{ role: "user", content }], ...more };
}

test("a picture is looked at, and charged as the provider metered it", async () => {
  const { caller } = await stage.enter();
  const url = await plainPicture(640, 320, "#e61414");
  for (const [detail, tokens] of [
    ["low", 253],
    ["auto", 1081],
    ["original", 2178],
  ] as const) {
    const content = [
      { type: "text", text: "How large is it?" },
      { type: "image_url", image_url: { url, detail } },
    ];
    const stream = await streamChat(
      caller,
      user(content, { stream_options: { include_usage: true } }),
    );
    assert.equal(await stream.end(), "whole", JSON.stringify(stream.body));
    assert.equal(stream.headers["x-farebox-upstream"], "google");
    assert.match(stream.text(), /640/);
    const oracle = await metered(stream.id());
    const usage = stream.usage();
    assert.equal(numberAt(usage, "prompt_tokens_details.image_tokens"), tokens);
    assert.equal(at(usage, "prompt_tokens"), at(oracle, "prompt_tokens"));
    assert.equal(at(usage, "completion_tokens"), at(oracle, "completion_tokens"));
  }
  await stage.operator.cleanAudit();
});

test("a picture comes out through Google's wire at its published price", async () => {
  const { caller, accountId } = await stage.enter();
  const body = {
    ...user("A red square, please"),
    model: picturing,
    max_tokens: 16,
    modalities: ["text", "image"],
    image_config: { aspect_ratio: "3:2", image_size: "2K" },
  };
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.status, 200, reply.text.slice(0, 500));
  const url = textAt(reply.json, "choices.0.message.images.0.image_url.url");
  const bytes = Buffer.from(url.split(",")[1] ?? "", "base64");
  const { width, height } = await sharp(bytes).metadata();
  assert.deepEqual([width, height], [2528, 1696]);
  const completion = at(reply.json, "usage.completion_tokens_details");
  assert.equal(at(completion, "image_tokens"), 1680);
  // 1680 tokens of picture at $60.00 and 16 of text at $3.00 per million.
  assert.equal(at(reply.json, "usage.cost_details.completion"), "0.100848");
  const { posted } = await stage.operator.balance(accountId);
  const record = await readRecord(caller, textAt(reply.json, "id"));
  assert.equal(posted, dollars("10.00") - dollars(at(record.json, "cost")));
});

test("a picture in an OpenAI-compatible stream is metered and charged as one", async () => {
  const { caller } = await stage.enter();
  const body = user("A green square", { modalities: ["text", "image"], max_tokens: 8 });
  for (const usage of ["", "\n!sandbox usage=none"]) {
    const messages = [{ role: "user", content: `A green square${usage}` }];
    const stream = await streamChat(caller, { ...body, model: "draws-by-openai", messages });
    assert.equal(await stream.end(), "whole", JSON.stringify(stream.body));
    const images = stream.events.flatMap((one) => at(one.json, "choices.0.delta.images") ?? []);
    assert.match(textAt(images[0], "image_url.url"), /^data:image\/png;base64,iVBOR/);
    const record = await readRecord(caller, stream.id());
    assert.equal(at(record.json, "usage.completion_tokens_details.image_tokens"), 1120);
    assert.equal(at(record.json, "usage_source"), usage === "" ? "reported" : "counted");
    // 1,120 tokens of picture at $60.00 and 8 of text at $3.00 per million.
    assert.equal(at(record.json, "usage.cost_details.completion"), "0.067224");
  }
});

test("where no picture was asked for, none is held", async () => {
  const { caller } = await stage.enter({ balance: "0.01" });
  const text = { ...user("Hello"), model: "draws-by-openai", max_tokens: 8 };
  assert.equal((await bufferedChat(caller, text)).status, 200);
  const drawn = await bufferedChat(caller, { ...text, modalities: ["text", "image"] });
  assert.equal(drawn.status, 402, drawn.text.slice(0, 500));
});

test("thoughts are billed as reasoning, hidden or shown", async () => {
  const { caller } = await stage.enter();
  const thinking = (include_reasoning: boolean) =>
    streamChat(caller, {
      ...user("Why is it red?", { include_reasoning, reasoning_effort: "low" }),
      stream_options: { include_usage: true },
    });
  for (const shown of [true, false]) {
    const stream = await thinking(shown);
    await stream.end();
    assert.equal(at(stream.usage(), "completion_tokens_details.reasoning_tokens"), 16);
    const deltas = stream.events.map((one) => at(one.json, "choices.0.delta.reasoning_content"));
    assert.equal(
      deltas.some((delta) => typeof delta === "string"),
      shown,
    );
  }
});

test("the official package calls a tool and brings its result back, signed", async () => {
  const { caller } = await stage.enter();
  const client = new OpenAI({ baseURL: `${caller.url}/v1`, apiKey: caller.secret, maxRetries: 0 });
  const tools = [
    {
      type: "function" as const,
      function: {
        name: "weather",
        description: "The weather of a city",
        parameters: { type: "object", properties: { city: { type: "string" } } },
      },
    },
  ];
  const question = { role: "user" as const, content: "Use weather for Oslo" };
  const asked = { model: looking, max_tokens: 200, tools };
  const first = await client.chat.completions.create({ ...asked, messages: [question] });
  const turn = first.choices[0]?.message;
  assert.equal(first.choices[0]?.finish_reason, "tool_calls");
  const [call] = turn?.tool_calls ?? [];
  assert.ok(turn && call);
  assert.equal(typeof at(call, "extra_content.google.thought_signature"), "string");
  const result = { role: "tool" as const, tool_call_id: call.id, content: '{"degrees":3}' };
  const messages = [question, turn, result];
  const second = await client.chat.completions.create({ ...asked, messages });
  assert.match(second.choices[0]?.message.content ?? "", /degrees/);
});

test("JSON follows its schema, and what is blocked says so and is charged", async () => {
  const { caller } = await stage.enter();
  const schema = {
    type: "object",
    properties: { colour: { type: "string" } },
    required: ["colour"],
  };
  const response_format = { type: "json_schema", json_schema: { name: "c", schema } };
  const json = await bufferedChat(caller, user("A colour?", { response_format }));
  const content = textAt(json.json, "choices.0.message.content");
  assert.equal(typeof JSON.parse(content).colour, "string");

  const blocked = await bufferedChat(caller, user("Say it\n!sandbox block=prompt"));
  assert.equal(blocked.status, 200, blocked.text);
  assert.equal(at(blocked.json, "choices.0.finish_reason"), "content_filter");
  assert.equal(at(blocked.json, "usage.completion_tokens"), 0);
  assert.ok(numberAt(blocked.json, "usage.prompt_tokens") > 0);
});

test("faults of Google's wire are told as every provider's are", async () => {
  const { caller } = await stage.enter();
  const busy = await bufferedChat(caller, user("x\n!sandbox status=429 retry_after=0"));
  assert.equal(at(busy.json, "error.code"), "upstream_unavailable", busy.text);
  const once = await bufferedChat(caller, user("x\n!sandbox status=503 times=1 retry_after=0"));
  assert.equal(once.status, 200, once.text);
  const record = await readRecord(caller, textAt(once.json, "id"));
  assert.equal(listAt(record.json, "attempts").length, 2);
  const cut = await streamChat(caller, user("x\n!sandbox tokens=100 error_after=10"));
  await cut.end();
  assert.equal(at(cut.error(), "code"), "upstream_error");
});

for (const model of ["whole-by-google", "whole-by-openai"]) {
  test(`${model} can't stream: held at its ceiling, charged as reported`, async () => {
    const { caller, accountId } = await stage.enter({ balance: "0.01" });
    // 4,096 tokens at $10.00 per million are more than a cent.
    const poor = await bufferedChat(caller, { ...user("Hello"), model, max_tokens: 4_096 });
    assert.equal(poor.status, 402, poor.text);

    for (const stream of [false, true]) {
      const body = { ...user("Hello"), model, max_tokens: 30 };
      const id = stream ? await streamedId(caller, body) : await bufferedId(caller, body);
      const oracle = await metered(id);
      assert.equal(at(oracle, "stream"), false);
      const record = await readRecord(caller, id);
      assert.equal(at(record.json, "usage_source"), "reported");
      assert.equal(at(record.json, "usage.completion_tokens"), at(oracle, "completion_tokens"));
    }
    const { held } = await stage.operator.balance(accountId);
    assert.equal(held, 0n);
  });
}

type Caller = Parameters<typeof bufferedChat>[0];
type Body = Parameters<typeof bufferedChat>[1];

async function bufferedId(caller: Caller, body: Body): Promise<string> {
  const reply = await bufferedChat(caller, body);
  assert.equal(reply.status, 200, reply.text);
  assert.ok(textAt(reply.json, "choices.0.message.content").length > 0);
  return textAt(reply.json, "id");
}

async function streamedId(caller: Caller, body: Body): Promise<string> {
  const stream = await streamChat(caller, body);
  assert.equal(await stream.end(), "whole");
  assert.ok(stream.text().length > 0 && stream.sawDone());
  return stream.id();
}
