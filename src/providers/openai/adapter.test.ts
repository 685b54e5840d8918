import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type AdapterSubject, proveAdapter } from "../../../tests/contracts/adapter.ts";
import {
  collect,
  opened,
  openStage,
  orderFor,
  type Stage,
  streamed,
} from "../../../tests/contracts/adapter-stage.ts";
import type { ChatEvent } from "../../core/chat/event.ts";
import type { ProviderSettings } from "../adapter.ts";
import { createOpenAiAdapter } from "./adapter.ts";

function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}.sse`, import.meta.url));
}

const settings = (origin: string): ProviderSettings => ({
  name: "openai",
  kind: "openai",
  baseUrl: `${origin}/v1/`,
  apiKey: "sk-provider-secret",
  connectTimeoutMs: 1_000,
});

const subject: AdapterSubject = {
  settings,
  secret: "sk-provider-secret",
  path: "/v1/chat/completions",
  outputLimit: (body) => JSON.parse(body.toString()).max_tokens,
  pictures: (body) => JSON.parse(body.toString()).messages[0].content.slice(1).map(readPicture),
  recordings: {
    plain: fixture("plain"),
    usageZero: fixture("usage-zero"),
    usageAbsent: fixture("usage-absent"),
    error: fixture("error"),
    errorMessage: "The server had an error while processing your request",
  },
  failure: (message) =>
    JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: null } }),
};

proveAdapter("openai", subject);

function readPicture(part: unknown): string {
  assert.ok(typeof part === "object" && part !== null && "image_url" in part);
  const { url, detail } = part.image_url as { url: string; detail: string };
  assert.equal(detail, "low");
  assert.ok(url.startsWith("data:image/png;base64,"));
  return url.slice("data:image/png;base64,".length);
}

async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage(settings);
  try {
    await work(stage);
  } finally {
    await stage.close();
  }
}

/** What comes of a stream, or of a body in one piece. */
async function read(body: string | Buffer): Promise<Awaited<ReturnType<typeof collect>>> {
  let answer: Awaited<ReturnType<typeof collect>> | undefined;
  await withStage(async (stage) => {
    stage.answer(streamed(Buffer.from(body)));
    answer = await collect(await opened(stage));
  });
  assert.ok(answer !== undefined);
  return answer;
}

function chunk(fields: Record<string, unknown>): string {
  return `data: ${JSON.stringify(fields)}\n\n`;
}

function usageOf(events: readonly ChatEvent[]): ChatEvent["usage"] {
  return events.findLast((event) => event.usage !== null)?.usage ?? null;
}

test("tool calls come as they were streamed", async () => {
  const { events, finish, ending } = await read(fixture("tools"));
  const calls = events.flatMap((event) => event.delta?.tool_calls ?? []);
  const args = (index: number) =>
    calls.map((call) => (call.index === index ? (call.function?.arguments ?? "") : "")).join("");
  assert.deepEqual(
    calls.filter((call) => call.id !== undefined).map((call) => [call.id, call.function?.name]),
    [
      ["call_fix1", "get_weather"],
      ["call_fix2", "get_time"],
    ],
  );
  assert.equal(args(0), '{"city":"Kraków"}');
  assert.equal(args(1), "{}");
  assert.equal(finish, "tool_calls");
  assert.equal(ending, "ended");
});

test("a refusal is text of its own", async () => {
  const { events, text } = await read(fixture("refusal"));
  assert.equal(text, "");
  const refusal = events.map((event) => event.delta?.refusal ?? "").join("");
  assert.equal(refusal, "I can't help with that.");
});

test("usage is read by modality", async () => {
  assert.deepEqual(usageOf((await read(fixture("usage-modalities"))).events), {
    promptTokens: 1000,
    promptImageTokens: 790,
    promptAudioTokens: 10,
    cachedTokens: 400,
    completionTokens: 500,
    completionImageTokens: 300,
    reasoningTokens: 120,
  });
});

test("a report without both counts, or with one that is no count, says nothing", async () => {
  const nothing = [
    { prompt_tokens: 5 },
    { prompt_tokens: 5, completion_tokens: null },
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 1.5, completion_tokens: 2 },
    { prompt_tokens: 1e300, completion_tokens: 2 },
    { prompt_tokens: "5", completion_tokens: "2" },
    [],
    "many",
  ];
  for (const usage of nothing) {
    const { events, ending } = await read(`${chunk({ choices: [], usage })}data: [DONE]\n\n`);
    assert.equal(usageOf(events), null, JSON.stringify(usage));
    assert.equal(ending, "ended");
  }
});

test("a detail larger than its whole is not believed, and an absent one is not zero", async () => {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 10,
    prompt_tokens_details: { cached_tokens: 11, image_tokens: 0 },
    completion_tokens_details: { image_tokens: 6, reasoning_tokens: 5 },
  };
  assert.deepEqual(usageOf((await read(chunk({ choices: [], usage }))).events), {
    promptTokens: 10,
    promptImageTokens: 0,
    promptAudioTokens: null,
    cachedTokens: null,
    completionTokens: 10,
    completionImageTokens: null,
    reasoningTokens: null,
  });
});

test("reasoning that a server reports beside the completion is part of it", async () => {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 4,
    total_tokens: 114,
    completion_tokens_details: { reasoning_tokens: 100 },
  };
  const read104 = usageOf((await read(chunk({ choices: [], usage }))).events);
  assert.equal(read104?.completionTokens, 104);
  assert.equal(read104?.reasoningTokens, 100);
});

test("a clean end after a finish reason needs no [DONE]", async () => {
  const text = fixture("plain").toString();
  assert.equal((await read(text.replace("data: [DONE]\n\n", ""))).ending, "ended");
  assert.equal((await read(text.replace("data: [DONE]\n\n", "data: [DONE]"))).ending, "ended");
});

test("the received JSON is handed on as it came, on one line", async () => {
  const json = '{ "choices":[{"delta":{"content":"\\u00e9 é"}}],\n"x": 1.50}';
  const { events, text } = await read(json.replaceAll(/^/gm, "data: ").concat("\n\n"));
  assert.equal(text, "é é");
  assert.equal(Buffer.from(events[0]?.raw ?? []).toString(), json.replace("\n", " "));
});

test("a body in one piece is the same answer, in two events", async () => {
  const completion = {
    id: "x",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "hello", tool_calls: [{ id: "a" }, { id: "b" }] },
        finish_reason: "stop",
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 2 },
  };
  const answer = await read(JSON.stringify(completion, null, 2));
  assert.equal(answer.text, "hello");
  assert.equal(answer.finish, "stop");
  assert.equal(answer.ending, "ended");
  assert.equal(usageOf(answer.events)?.completionTokens, 2);
  assert.deepEqual(
    answer.events[0]?.delta?.tool_calls?.map((call) => [call.index, call.id]),
    [
      [0, "a"],
      [1, "b"],
    ],
  );
  assert.match((await read('{"error":{"message":"no luck"}}')).ending, /no luck/);
  assert.match((await read('{"error":"no luck"}')).ending, /no luck/);
  assert.match((await read('{"choices":[]}')).ending, /before its end/);
  assert.match((await read('{"choices":')).ending, /no JSON/);
});

test("what is metered must be text", async () => {
  const bad = [
    { content: 5 },
    { reasoning: {} },
    { tool_calls: {} },
    { tool_calls: [7] },
    { tool_calls: [{ function: { arguments: {} } }] },
  ];
  for (const delta of bad) {
    assert.match((await read(chunk({ choices: [{ delta }] }))).ending, /cannot be read/);
  }
  for (const answer of [
    "7",
    "[]",
    '{"choices":{}}',
    '{"choices":[7]}',
    '{"choices":[{"delta":7}]}',
  ]) {
    assert.match((await read(`data: ${answer}\n\n`)).ending, /cannot be read/);
  }
});

test("the body is ours where money is at stake, and the caller's everywhere else", () => {
  const order = orderFor({
    chat: {
      passedOn: {
        temperature: 0.5,
        max_completion_tokens: 999_999,
        max_tokens: 999_999,
        model: "another",
        stream: false,
        stream_options: { include_usage: false },
        messages: [],
      },
      messages: [
        { role: "system", content: "be brief", passedOn: { name: "s" } },
        { role: "assistant", content: null, passedOn: { tool_calls: [{ id: "a" }] } },
        {
          role: "user",
          content: [
            { kind: "text", text: "x", passedOn: { cache_control: 1 } },
            { kind: "refusal", refusal: "no", passedOn: {} },
          ],
          passedOn: {},
        },
      ],
    },
  });
  const adapter = createOpenAiAdapter({ ...settings("http://localhost"), apiKey: "none" });
  const { body, headers } = adapter.encode(order);
  assert.deepEqual(JSON.parse(Buffer.concat(body).toString()), {
    temperature: 0.5,
    model: "served",
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 77,
    messages: [
      { role: "system", content: "be brief", name: "s" },
      { role: "assistant", content: null, tool_calls: [{ id: "a" }] },
      {
        role: "user",
        content: [
          { type: "text", text: "x", cache_control: 1 },
          { type: "refusal", refusal: "no" },
        ],
      },
    ],
  });
  assert.ok(!headers.includes("authorization"));
});

test("the output limit goes in the field that the provider takes", () => {
  const limits = (change: Partial<ProviderSettings>) => {
    const { encode } = createOpenAiAdapter({ ...settings("http://localhost"), ...change });
    const body: unknown = JSON.parse(Buffer.concat(encode(orderFor({})).body).toString());
    assert.ok(typeof body === "object" && body !== null);
    return Object.entries(body).filter(([name]) => name.startsWith("max_"));
  };
  assert.deepEqual(limits({}), [["max_tokens", 77]]);
  const host = { baseUrl: "https://api.openai.com/v1" };
  assert.deepEqual(limits(host), [["max_completion_tokens", 77]]);
  assert.deepEqual(limits({ ...host, outputLimitField: "max_tokens" }), [["max_tokens", 77]]);
});

test("what another provider wants of a conversation, OpenAI's own API is not told", () => {
  const cache_control = { type: "ephemeral" };
  const extra_content = { google: { thought_signature: "x" } };
  const order = orderFor({});
  const tool = { type: "function", function: { name: "f", parameters: { cache_control: {} } } };
  const chat = {
    ...order.chat,
    passedOn: { include_reasoning: true, tools: [{ ...tool, cache_control }] },
    messages: [
      {
        role: "assistant",
        content: [{ kind: "text" as const, text: "x", passedOn: { cache_control } }],
        passedOn: { extra_content, tool_calls: [{ id: "a", extra_content }] },
      },
    ],
  };
  const written = (baseUrl: string): unknown => {
    const { encode } = createOpenAiAdapter({ ...settings("http://localhost"), baseUrl });
    return JSON.parse(Buffer.concat(encode({ ...order, chat, pictures: [] }).body).toString());
  };
  const own = JSON.stringify(written("https://api.openai.com/v1"));
  assert.doesNotMatch(own, /extra_content|include_reasoning|ephemeral/);
  assert.match(own, /"parameters":\{"cache_control":\{\}\}/);
  const other = JSON.stringify(written("https://compatible.example/v1"));
  assert.match(other, /extra_content/);
  assert.match(other, /include_reasoning/);
  assert.match(other, /ephemeral/);
});

test("a base address keeps its path and query, and extra headers are sent", () => {
  const { encode } = createOpenAiAdapter({
    ...settings("http://localhost"),
    baseUrl: "http://localhost/deep/v2?api-version=1",
    headers: { "X-Extra": "yes", Accept: "text/html" },
  });
  const { path, headers } = encode(orderFor({}));
  assert.equal(path, "/deep/v2/chat/completions?api-version=1");
  assert.equal(headers[headers.indexOf("x-extra") + 1], "yes");
  assert.equal(headers[headers.indexOf("accept") + 1], "text/event-stream");
});
