import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVocabulary } from "../../admin/load-vocabulary.ts";
import type { TextRule } from "../catalogue/model.ts";
import type { ChatRequest, Detail, Message, Part, Picture } from "../chat/request.ts";
import { countPrompt } from "./count-prompt.ts";
import { countTokens } from "./count-text.ts";

const vocabularies = {
  o200k_base: loadVocabulary("o200k_base"),
  cl100k_base: loadVocabulary("cl100k_base"),
};

function message(role: string, content: Message["content"], more: Record<string, unknown> = {}) {
  return { role, content, passedOn: more };
}

function count(
  messages: readonly Message[],
  more: Record<string, unknown> = {},
  textRule: TextRule = "o200k_base",
) {
  return countWith({ messages, more, textRule, pictures: [] });
}

function countWith(order: {
  readonly messages: readonly Message[];
  readonly more: Record<string, unknown>;
  readonly textRule: TextRule;
  readonly pictures: readonly Picture[];
}) {
  const chat: ChatRequest = {
    model: "gpt-4o",
    messages: order.messages,
    pictures: [],
    passedOn: order.more,
    outputTokensMax: null,
    stream: false,
    includeUsage: false,
    hold: "auto",
    sessionId: null,
    clientRequestId: null,
    onDisconnect: null,
    maxCost: null,
    store: true,
  };
  return countPrompt({
    chat,
    pictures: order.pictures,
    textRule: order.textRule,
    visionRule: "tiles-258",
    count: (name, text) => countTokens(vocabularies[name], text),
  });
}

/** The cookbook's own sample, whose counts equal what the API bills. */
const jargon = [
  message(
    "system",
    "You are a helpful, pattern-following assistant that " +
      "translates corporate jargon into plain English.",
  ),
  message("system", "New synergies will help drive top-line growth.", { name: "example_user" }),
  message("system", "Things working well together will increase revenue.", {
    name: "example_assistant",
  }),
  message(
    "system",
    "Let's circle back when we have more bandwidth to touch base on opportunities for " +
      "increased leverage.",
    { name: "example_user" },
  ),
  message("system", "Let's talk later when we're less busy about how to do better.", {
    name: "example_assistant",
  }),
  message(
    "user",
    "This late pivot means we don't have time to boil the ocean for the client deliverable.",
  ),
];

const weather = {
  type: "function",
  function: {
    name: "get_current_weather",
    description: "Get the current weather in a given location",
    parameters: {
      type: "object",
      properties: {
        location: {
          type: "string",
          description: "The city and state, e.g. San Francisco, CA",
        },
        unit: {
          type: "string",
          description: "The unit of temperature to return",
          enum: ["celsius", "fahrenheit"],
        },
      },
      required: ["location"],
    },
  },
};

test("messages count as the provider's own sample says", () => {
  assert.equal(count(jargon).tokens, 124);
  assert.equal(count(jargon, {}, "cl100k_base").tokens, 129);
  assert.equal(count([message("user", "hello")]).tokens, 1 + 7);
});

test("flat tools count as the provider's own sample says", () => {
  const asked = [
    message(
      "system",
      "You are a helpful assistant that can answer to questions about the weather.",
    ),
    message("user", "What's the weather like in San Francisco?"),
  ];
  const counted = count(asked, { tools: [weather] });
  assert.equal(counted.tokens, 101);
  assert.ok(counted.tokensMax >= counted.tokens);
});

test("nested tools count as their whole JSON", () => {
  const nested = {
    type: "function",
    function: {
      name: "order",
      parameters: { type: "object", properties: { lines: { type: "array", items: {} } } },
    },
  };
  const plain = count([message("user", "x")]).tokens;
  const counted = count([message("user", "x")], { tools: [nested] });
  const json = countTokens(vocabularies.o200k_base, JSON.stringify([nested]));
  assert.ok(counted.tokens >= plain + json);
});

test("schemas, earlier tool calls and unknown fields are never left out of the bound", () => {
  const base = count([message("user", "x")]);
  const long = "a rather long text that costs tokens ".repeat(20);
  const longTokens = countTokens(vocabularies.o200k_base, long);
  const calls = [{ id: "1", type: "function", function: { name: "f", arguments: long } }];
  const cases: readonly [readonly Message[], Record<string, unknown>][] = [
    [[message("user", "x", { unheard_of: long })], {}],
    [[message("user", "x", { tool_calls: calls })], {}],
    [[message("user", "x")], { documents: [{ text: long }] }],
    [[message("user", [{ kind: "text", text: "x", passedOn: { unheard_of: long } }])], {}],
    [[message("user", [{ kind: "refusal", refusal: `${long} x`, passedOn: {} }])], {}],
    [[message("user", "x")], { response_format: { type: "json_schema", json_schema: { long } } }],
  ];
  for (const [messages, more] of cases) {
    const counted = count(messages, more);
    assert.ok(counted.tokensMax >= base.tokensMax + longTokens, JSON.stringify(more).slice(0, 40));
    assert.ok(counted.tokensMax >= counted.tokens);
  }
});

test("a picture counts by its size and never by its bytes", () => {
  const picture = (detail: Detail): Picture => ({
    base64: new Uint8Array(1_000_000),
    mediaType: "image/png",
    width: 1920,
    height: 1080,
    detail,
  });
  const parts: readonly Part[] = [
    { kind: "text", text: "What is this?", passedOn: {} },
    { kind: "picture", index: 0, passedOn: {} },
    { kind: "picture", index: 1, passedOn: {} },
  ];
  const counted = countWith({
    messages: [message("user", parts)],
    more: {},
    textRule: "o200k_base",
    pictures: [picture("high"), picture("low")],
  });
  assert.deepEqual(counted.image, { tokens: 5 * 258, tokensMax: 5 * 258 });
  assert.deepEqual(counted.pictures[0], {
    width: 1920,
    height: 1080,
    detail: "high",
    tokens: 1032,
    tokensMax: 1032,
    tiles: 4,
  });
  assert.equal(counted.tokens, counted.text.tokens + 1290);
  assert.equal(counted.tokensMax, counted.text.tokensMax + 1290);
});

test("without a tokenizer, text counts by the calibrated ratio and a fifth more at most", () => {
  const messages = [message("user", "The quick brown fox jumps over the lazy dog. ".repeat(50))];
  const exact = count(messages).text.tokens;
  const claude = count(messages, {}, "claude-ratio").text;
  assert.equal(claude.tokens, Math.ceil((exact * 171) / 100));
  assert.equal(claude.tokensMax, Math.ceil((exact * 171 * 120) / 10_000));
  const gemini = count(messages, {}, "gemini-ratio").text;
  assert.equal(gemini.tokens, Math.ceil((exact * 113) / 100));
  const tools = count(messages, { tools: [weather] }, "claude-ratio").text;
  assert.ok(tools.tokensMax >= claude.tokensMax + 804);
});

test("messages without content count their frame", () => {
  const counted = count([message("assistant", null), message("user", [])]);
  assert.equal(counted.tokens, 3 + 4 + 4);
});
