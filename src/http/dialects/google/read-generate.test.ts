import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatRequest } from "../../../core/chat/request.ts";
import { isRefusal, type Refusal } from "../../../core/refusal.ts";
import { readGenerate } from "./read-generate.ts";

const none = {
  sessionId: undefined,
  maxCost: undefined,
  onDisconnect: undefined,
  clientRequestId: undefined,
};
const address = { model: "m", stream: false };
const hello = { contents: [{ parts: [{ text: "Hello" }] }] };

function read(body: object): ChatRequest {
  const chat = readGenerate(Buffer.from(JSON.stringify(body)), none, address);
  assert(!isRefusal(chat), JSON.stringify(chat));
  return chat;
}

function refusalOf(body: object): Refusal {
  const chat = readGenerate(Buffer.from(JSON.stringify(body)), none, address);
  assert(isRefusal(chat), JSON.stringify(chat));
  return chat;
}

test("a conversation with functions is the same in the dialect inside", () => {
  const call = { name: "weather", args: { city: "Paris" } };
  const { messages } = read({
    systemInstruction: { parts: [{ text: "Be brief." }] },
    contents: [
      { role: "user", parts: [{ text: "Weather?" }] },
      {
        role: "model",
        parts: [
          { text: "hm", thought: true },
          { text: "I look." },
          { functionCall: call, thoughtSignature: "c2ln" },
        ],
      },
      {
        role: "user",
        parts: [{ functionResponse: { name: "weather", response: { error: "no net" } } }],
      },
    ],
  });
  assert.deepEqual(messages, [
    { role: "system", content: "Be brief.", passedOn: {} },
    { role: "user", content: "Weather?", passedOn: {} },
    {
      role: "assistant",
      content: "I look.",
      passedOn: {
        tool_calls: [
          {
            id: "call_1_2",
            type: "function",
            function: { name: "weather", arguments: '{"city":"Paris"}' },
            extra_content: { google: { thought_signature: "c2ln" } },
          },
        ],
      },
    },
    { role: "tool", content: "no net", passedOn: { tool_call_id: "call_1_2", is_error: true } },
  ]);
});

test("responses without an id answer the calls of their name, in their order", () => {
  const call = (id: string) => ({ functionCall: { id, name: "f", args: {} } });
  const result = (output: string) => ({ functionResponse: { name: "f", response: { output } } });
  const { messages } = read({
    contents: [
      { role: "user", parts: [{ text: "Go" }] },
      { role: "model", parts: [call("a"), call("b")] },
      { role: "user", parts: [result("one"), result("two")] },
    ],
  });
  const answered = messages.slice(2).map(({ content, passedOn }) => [content, passedOn]);
  assert.deepEqual(answered, [
    ["one", { tool_call_id: "a" }],
    ["two", { tool_call_id: "b" }],
  ]);
});

test("an answer that was kept event by event is one turn again", () => {
  const model = (text: string) => ({ role: "model", parts: [{ text }] });
  const question = { role: "user", parts: [{ text: "Go" }] };
  const { messages } = read({ contents: [question, model("A"), model("B"), model(""), question] });
  const said = messages.map(({ role, content }) => [role, content]);
  assert.deepEqual(said, [
    ["user", "Go"],
    ["assistant", "AB"],
    ["user", "Go"],
  ]);
});

test("settings are said in the words of the dialect inside, however they are written", () => {
  const chat = read({
    ...hello,
    session_id: "s",
    generation_config: {
      max_output_tokens: 9,
      stop_sequences: ["END"],
      top_k: 5,
      response_mime_type: "application/json",
      response_schema: {
        type: "OBJECT",
        properties: {
          b_b: { type: "STRING", nullable: true },
          a: { type: "ARRAY", minItems: "1" },
        },
        propertyOrdering: ["a", "b_b"],
      },
      response_modalities: ["TEXT"],
      thinking_config: { thinking_budget: 500 },
    },
    tools: [{ function_declarations: [{ name: "f", parameters: { type: "OBJECT" } }] }],
    tool_config: { function_calling_config: { mode: "ANY", allowed_function_names: ["f"] } },
  });
  assert.equal(chat.outputTokensMax, 9);
  assert.equal(chat.sessionId, "s");
  assert.deepEqual(chat.thinking, {
    mode: "budget",
    budgetTokens: 500,
    effort: null,
    shown: false,
  });
  assert.deepEqual(chat.passedOn, {
    top_k: 5,
    stop: ["END"],
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "answer",
        schema: {
          type: "object",
          properties: { a: { type: "array", minItems: 1 }, b_b: { type: ["string", "null"] } },
        },
      },
    },
    modalities: ["text"],
    tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
    tool_choice: { type: "function", function: { name: "f" } },
  });
});

test("the order of a schema's properties is the one that was asked for", () => {
  const properties = { b: { type: "STRING" }, a: { type: "STRING" } };
  const responseSchema = { type: "OBJECT", properties, propertyOrdering: ["a", "b"] };
  const { passedOn } = read({ ...hello, generationConfig: { responseSchema } });
  assert.match(JSON.stringify(passedOn["response_format"]), /"a":.*"b":/);
});

test("a large picture stays where it lies, at the resolution that is asked for", () => {
  const data = Buffer.alloc(3_000, 7).toString("base64");
  const inlineData = { mimeType: "image/png", data };
  const { pictures } = read({
    contents: [
      {
        parts: [
          { inlineData },
          { inlineData, mediaResolution: { level: "MEDIA_RESOLUTION_HIGH" } },
          { fileData: { fileUri: "https://example.com/a.png" } },
        ],
      },
    ],
    generationConfig: { mediaResolution: "MEDIA_RESOLUTION_LOW" },
  });
  assert.deepEqual(
    pictures.map(({ kind, detail }) => [kind, detail]),
    [
      ["inline", "low"],
      ["inline", "high"],
      ["remote", "low"],
    ],
  );
  const [first] = pictures;
  assert(first?.kind === "inline" && Buffer.from(first.base64).toString("latin1") === data);
});

test("what is not supported is refused by its name", () => {
  const text = { text: "x" };
  const response = { functionResponse: { name: "f", response: {} } };
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ ...hello, cachedContent: "c" }, /`cachedContent` is not known here/],
    [{ ...hello, tools: [{ codeExecution: {} }] }, /`tools\[0\]\.codeExecution` is not priced/],
    [{ ...hello, generationConfig: { candidateCount: 2 } }, /candidateCount` must be 1/],
    [
      { ...hello, generationConfig: { responseModalities: ["AUDIO"] } },
      /must be "TEXT" or "IMAGE"/,
    ],
    [{ contents: [{ parts: [{}] }] }, /`contents\[0\]\.parts\[0\]` is empty/],
    [{ contents: [{ parts: [{ ...text, ...response }] }] }, /holds text and functionResponse/],
    [{ contents: [{ parts: [response] }] }, /answers f, which no turn before it called/],
    [
      { contents: [{ role: "model", parts: [response] }] },
      /functionResponse in a turn of the model/,
    ],
    [{ contents: [{ parts: [{ videoMetadata: {} }] }] }, /videoMetadata` is not known here/],
    [{ contents: [] }, /contents/],
  ];
  for (const [body, sentence] of cases) assert.match(refusalOf(body).message, sentence);
});
