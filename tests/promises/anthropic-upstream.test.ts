import assert from "node:assert/strict";
import { after, test } from "node:test";
import OpenAI from "openai";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { bufferedChat, readRecord, streamChat } from "../doubles/chat-client.ts";
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
    anthropic: { kind: "anthropic", base_url: sandbox.url, api_key: "sk-ant-for-tests" },
  }),
  models: [
    {
      id: "cached",
      routes: [{ provider: "anthropic", model: "claude-opus-5" }],
      context_window: 200_000,
      output_tokens_max: 4_096,
      released: "2026-07",
      price: {
        input: { text: "5.00", cached: "0.50", cache_write: "6.25", cache_write_1h: "10.00" },
        output: "25.00",
      },
    },
    {
      id: "tiered",
      routes: [{ provider: "anthropic", model: "claude-haiku-4-5" }],
      context_window: 200_000,
      output_tokens_max: 4_096,
      released: "2026-10",
      price: {
        input: { text: "0.10", cached: "0.01" },
        output: "0.50",
        tiers: [{ above: 30, input: { text: "0.50", cached: "0.05" }, output: "2.50" }],
      },
    },
    {
      id: "whole",
      routes: [{ provider: "anthropic", model: "claude-opus-5", streams: false }],
      context_window: 200_000,
      output_tokens_max: 4_096,
      released: "2026-07",
      price: { input: "5.00", output: "25.00" },
    },
  ],
});

const looking = "claude-opus-5";

/** What the sandbox itself says of a call. */
async function metered(id: string): Promise<unknown> {
  return (await send({ url: `${sandbox.url}/meter/${id}` })).json;
}

function user(content: unknown, more: object = {}) {
  return { model: looking, max_tokens: 200, messages: [{ role: "user", content }], ...more };
}

test("a picture is looked at, and charged as the sandbox metered", async () => {
  const { caller } = await stage.enter();
  const url = await plainPicture(640, 320, "#e61414");
  const content = [
    { type: "text", text: "How large is it?" },
    { type: "image_url", image_url: { url } },
  ];
  const asked = user(content, { stream_options: { include_usage: true } });
  const stream = await streamChat(caller, asked);
  assert.equal(await stream.end(), "whole", JSON.stringify(stream.body));
  assert.equal(stream.headers["x-farebox-upstream"], "anthropic");
  assert.match(stream.text(), /640/);
  const oracle = await metered(stream.id());
  const usage = stream.usage();
  assert.equal(numberAt(usage, "prompt_tokens_details.image_tokens"), 276);
  assert.equal(at(usage, "prompt_tokens"), at(oracle, "prompt_tokens"));
  assert.equal(at(usage, "completion_tokens"), at(oracle, "completion_tokens"));
  const record = await readRecord(caller, stream.id());
  assert.equal(at(record.json, "usage_source"), "reported");
  await stage.operator.cleanAudit();
});

test("cache reads and both kinds of writes are charged each at its own rate", async () => {
  const { caller } = await stage.enter();
  const text = "Hello\n!sandbox usage_prompt=20 cache_read=5 cache_write=4 cache_write_1h=3";
  const part = { type: "text", text, cache_control: { type: "ephemeral", ttl: "1h" } };
  const reply = await bufferedChat(caller, user([part], { model: "cached", max_tokens: 2 }));
  assert.equal(reply.status, 200, reply.text);
  const usage = at(reply.json, "usage");
  assert.deepEqual(at(usage, "prompt_tokens_details"), {
    text_tokens: 20,
    image_tokens: 0,
    cached_tokens: 5,
    audio_tokens: 0,
    cache_write_tokens: 7,
    cache_write_1h_tokens: 3,
  });
  // 8 at $5.00, 5 at $0.50, 4 at $6.25 and 3 at $10.00 per million; 2 out at $25.00.
  assert.equal(at(usage, "cost_details.prompt"), "0.0000975");
  assert.equal(at(usage, "cost_details.completion"), "0.00005");
  await stage.operator.cleanAudit();
});

test("a prompt that reaches a tier is charged by it, output and cached part too", async () => {
  const { caller } = await stage.enter();
  const ask = (prompt: number) => {
    // Long enough that what is reported stays within what was held.
    const text = `${"Hello there. ".repeat(20)}\n!sandbox usage_prompt=${prompt} cache_read=10`;
    return bufferedChat(caller, user(text, { model: "tiered", max_tokens: 2 }));
  };
  const below = (await ask(30)).json;
  assert.equal(at(below, "usage.cost_details.prompt"), "0.0000021");
  assert.equal(at(below, "usage.cost_details.completion"), "0.000001");
  const above = (await ask(31)).json;
  assert.equal(at(above, "usage.cost_details.prompt"), "0.000011");
  assert.equal(at(above, "usage.cost_details.completion"), "0.000005");
});

test("thoughts are billed as reasoning, and come back signed in the next turn", async () => {
  const { caller } = await stage.enter();
  const question = { role: "user", content: "Why is it red?" };
  const body = {
    model: looking,
    max_tokens: 200,
    reasoning_effort: "low",
    include_reasoning: true,
  };
  const first = await bufferedChat(caller, { ...body, messages: [question] });
  assert.equal(first.status, 200, first.text);
  assert.equal(at(first.json, "usage.completion_tokens_details.reasoning_tokens"), 16);
  const turn = at(first.json, "choices.0.message");
  assert.ok(textAt(turn, "reasoning_content").length > 0);
  const [block] = listAt(turn, "extra_content.anthropic.thinking_blocks");
  assert.ok(textAt(block, "signature").length > 0);
  const messages = [question, turn, { role: "user", content: "And green?" }];
  const second = await bufferedChat(caller, { ...body, messages });
  assert.equal(second.status, 200, second.text);
});

test("the official package calls a tool and brings its result back", async () => {
  const { caller } = await stage.enter();
  const client = new OpenAI({ baseURL: `${caller.url}/v1`, apiKey: caller.secret, maxRetries: 0 });
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const called = { name: "weather", description: "The weather of a city", parameters };
  const tools = [{ type: "function" as const, function: called }];
  const question = { role: "user" as const, content: "Use weather for Oslo" };
  const asked = { model: looking, max_tokens: 200, tools };
  const first = await client.chat.completions.create({ ...asked, messages: [question] });
  const turn = first.choices[0]?.message;
  assert.equal(first.choices[0]?.finish_reason, "tool_calls");
  const [call] = turn?.tool_calls ?? [];
  assert.ok(turn && call?.type === "function");
  assert.equal(typeof JSON.parse(call.function.arguments), "object");
  const result = { role: "tool" as const, tool_call_id: call.id, content: '{"degrees":3}' };
  const messages = [question, turn, result];
  const second = await client.chat.completions.create({ ...asked, messages });
  assert.match(second.choices[0]?.message.content ?? "", /degrees/);
});

test("JSON follows its schema, the unsayable is a 400, a refusal is charged", async () => {
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

  const unsaid = await bufferedChat(caller, user("Hello", { seed: 7 }));
  assert.equal(unsaid.status, 400, unsaid.text);
  assert.equal(at(unsaid.json, "error.code"), "upstream_rejected");
  assert.match(textAt(unsaid.json, "error.message"), /`seed`/);

  const refused = await bufferedChat(caller, user("Say it\n!sandbox block=answer"));
  assert.equal(at(refused.json, "choices.0.finish_reason"), "content_filter");
  assert.ok(numberAt(refused.json, "usage.prompt_tokens") > 0);
});

test("faults of Anthropic's wire are told as every provider's are", async () => {
  const { caller } = await stage.enter();
  const busy = await bufferedChat(caller, user("x\n!sandbox status=429 retry_after=0"));
  assert.equal(at(busy.json, "error.code"), "upstream_unavailable", busy.text);
  const once = await bufferedChat(caller, user("x\n!sandbox status=529 times=1 retry_after=0"));
  assert.equal(once.status, 200, once.text);
  const record = await readRecord(caller, textAt(once.json, "id"));
  assert.equal(listAt(record.json, "attempts").length, 2);
  const cut = await streamChat(caller, user("x\n!sandbox tokens=100 error_after=10"));
  await cut.end();
  assert.equal(at(cut.error(), "code"), "upstream_error");
  const uncounted = await bufferedChat(caller, user("Hello\n!sandbox usage=none tokens=9"));
  const told = await readRecord(caller, textAt(uncounted.json, "id"));
  assert.equal(at(told.json, "usage_source"), "counted");
});

test("a route that can't stream is asked once, and charged as it reports", async () => {
  const { caller } = await stage.enter();
  const reply = await bufferedChat(caller, user("Hello", { model: "whole", max_tokens: 30 }));
  assert.equal(reply.status, 200, reply.text);
  const oracle = await metered(textAt(reply.json, "id"));
  assert.equal(at(oracle, "stream"), false);
  assert.equal(at(reply.json, "usage.completion_tokens"), at(oracle, "completion_tokens"));
});

test("the models' page tells what writing to the cache costs, where it has a price", async () => {
  const { caller } = await stage.enter();
  const headers = { authorization: `Bearer ${caller.secret}` };
  const pricing = async (id: string) =>
    at((await send({ url: `${caller.url}/v1/models/${id}`, headers })).json, "pricing");
  assert.equal(at(await pricing("cached"), "input_cache_write"), "0.00000625");
  assert.equal(at(await pricing("whole"), "input_cache_write"), undefined);
});
