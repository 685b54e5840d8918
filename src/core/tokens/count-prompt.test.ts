import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVocabulary } from "../../admin/load-vocabulary.ts";
import type { TextRule, ToolPrompt } from "../catalogue/model.ts";
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
  readonly toolPrompt?: ToolPrompt;
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
    toolPrompt: order.toolPrompt,
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

test("a lone message of the newer family counts one less around it", () => {
  const content = "Nineteen words or so, it doesn't matter which, as long as they are counted.";
  const own = countTokens(vocabularies.o200k_base, content);
  assert.equal(count([message("user", content)]).tokens, own + 7);
  const counted = count([message("user", content)], {}, "o200k_base-6");
  assert.deepEqual([counted.tokens, counted.tokensMax], [own + 6, own + 7]);
});

test("without a tokenizer, text counts script by script, with a fifth more as the bound", () => {
  const prose = "The quick brown fox jumps over the lazy dog. ".repeat(50);
  const exact = countTokens(vocabularies.o200k_base, prose);
  const claude = count([message("user", prose)], {}, "claude-ratio").text;
  assert.equal(claude.tokens, 4 + Math.ceil((exact * 169) / 100));
  assert.equal(claude.tokensMax, 8 + Math.ceil((exact * 203) / 100));
  const older = count([message("user", prose)], {}, "claude-ratio-4.6").text;
  assert.equal(older.tokens, 4 + Math.ceil((exact * 130) / 100));
  assert.ok(older.tokensMax >= claude.tokens, "the newer tokenizer's number is the older's bound");
  const gemini = count([message("user", prose)], {}, "gemini-ratio").text;
  assert.equal(gemini.tokens, 7 + Math.ceil((exact * 93) / 100));
});

test("a prompt for tools counts as the model's own page says, or else within its bound", () => {
  const asked = [message("user", "What's the weather?")];
  const plain = count(asked, {}, "claude-ratio");
  const json = countTokens(vocabularies.o200k_base, JSON.stringify([weather]));
  const tools = { tools: [weather] };
  assert.ok(count(asked, tools, "claude-ratio").tokensMax >= plain.tokensMax + 804 + json);
  const counted = (choice: unknown) =>
    countWith({
      messages: asked,
      more: { ...tools, tool_choice: choice },
      textRule: "claude-ratio",
      pictures: [],
      toolPrompt: { auto: 286, forced: 406 },
    });
  assert.equal(counted("required").tokens - counted("auto").tokens, 120);
  const named = { type: "function", function: { name: "get_current_weather" } };
  assert.equal(counted(named).tokens, counted("required").tokens);
  assert.ok(counted("auto").tokensMax >= counted("required").tokens);
});

/** What the API billed for messages and the functions of the old kind, on cl100k_base. */
const bing = (properties: Record<string, unknown>) => [
  {
    name: "bing_bong",
    description: "Do a bing bong",
    parameters: { type: "object", properties },
  },
];
const nothing = { type: "object", properties: {} };
const recipe = {
  name: "get_recipe",
  parameters: {
    type: "object",
    required: ["ingredients", "instructions", "time_to_cook"],
    properties: {
      ingredients: {
        type: "array",
        items: {
          type: "object",
          required: ["name", "unit", "amount"],
          properties: {
            name: { type: "string" },
            unit: { enum: ["grams", "ml", "cups", "pieces", "teaspoons"], type: "string" },
            amount: { type: "number" },
          },
        },
      },
      instructions: {
        type: "array",
        items: { type: "string" },
        description: "Steps to prepare the recipe (no numbering)",
      },
      time_to_cook: {
        type: "number",
        description: "Total time to prepare the recipe in minutes",
      },
    },
  },
};
const hello = message("user", "hello");
const billed: readonly (readonly [number, readonly Message[], readonly unknown[] | undefined])[] = [
  [8, [hello], undefined],
  [31, [hello], [{ name: "foo", parameters: nothing }]],
  [36, [hello], [{ name: "foo", description: "Do a foo", parameters: nothing }]],
  [49, [hello], bing({ foo: { type: "string" } })],
  [
    57,
    [hello],
    bing({ foo: { type: "string" }, bar: { type: "number", description: "A number" } }),
  ],
  [
    68,
    [hello],
    bing({
      foo: {
        type: "object",
        properties: { bar: { type: "string", enum: ["a", "b", "c"] }, baz: { type: "boolean" } },
      },
    }),
  ],
  [106, [hello], [recipe]],
  [
    28,
    [
      message("user", "hello world"),
      message("function", '{"foo": "bar", "baz": 1.5}', { name: "do_stuff" }),
    ],
    undefined,
  ],
  [
    26,
    [
      message("assistant", "", {
        function_call: { name: "do_stuff", arguments: '{"foo": "bar", "baz": 1.5}' },
      }),
    ],
    undefined,
  ],
  [
    35,
    [message("system", "Hello"), message("user", "Hi there")],
    [{ name: "do_stuff", parameters: nothing }],
  ],
  [
    35,
    [message("system", "Hello:"), message("user", "Hi there")],
    [{ name: "do_stuff", parameters: nothing }],
  ],
  [
    40,
    [message("system", "Hello:"), message("system", "Hello"), message("user", "Hi there")],
    [{ name: "do_stuff", parameters: nothing }],
  ],
];

test("functions of the old kind count what was billed for them", () => {
  for (const [tokens, messages, functions] of billed) {
    const counted = count(messages, functions === undefined ? {} : { functions }, "cl100k_base");
    assert.equal(counted.tokens, tokens, JSON.stringify([messages, functions]));
    assert.ok(counted.tokensMax >= counted.tokens);
  }
  const functions = [{ name: "foo", parameters: nothing }];
  const call = (function_call: unknown) =>
    count([hello], { functions, function_call }, "cl100k_base").tokens;
  assert.equal(call("auto"), 31);
  assert.equal(call("none"), 32);
  assert.equal(call({ name: "foo" }), 36);
});

test("messages without content count their frame", () => {
  const counted = count([message("assistant", null), message("user", [])]);
  assert.equal(counted.tokens, 3 + 4 + 4);
});
