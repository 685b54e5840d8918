import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { isRefusal } from "../../../core/refusal.ts";
import { readChat } from "../read-chat.ts";
import { readResponse } from "./dialect.ts";
import { seal } from "./sealed-thoughts.ts";

const headers = {
  sessionId: undefined,
  maxCost: undefined,
  onDisconnect: undefined,
  clientRequestId: undefined,
};

function read(body: unknown) {
  return readResponse(Buffer.from(JSON.stringify(body)), headers, new Map());
}

function chatOf(body: unknown) {
  const response = read(body);
  assert(!isRefusal(response), inspect(response));
  return response.chat;
}

function equalChat(body: unknown) {
  const chat = readChat(Buffer.from(JSON.stringify(body)), headers);
  assert(!isRefusal(chat), inspect(chat));
  return chat;
}

const parameters = { type: "object", properties: {} };
const url = `data:image/png;base64,${"A".repeat(1_100)}`;
const text = fc.string({ maxLength: 20, unit: "grapheme" });

/** One turn, as items of a response and as messages of a chat. */
interface Turn {
  readonly items: readonly unknown[];
  readonly messages: readonly unknown[];
}

const turn: fc.Arbitrary<Turn> = fc.oneof(
  fc
    .record({ role: fc.constantFrom("user", "system", "developer"), content: text })
    .map((said) => ({
      items: [said],
      messages: [said],
    })),
  fc
    .record({ said: text, detail: fc.constantFrom("low", "high", "auto") })
    .map(({ said, detail }) => ({
      items: [
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: said },
            { type: "input_image", image_url: url, detail },
          ],
        },
      ],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: said },
            { type: "image_url", image_url: { url, detail } },
          ],
        },
      ],
    })),
  fc.record({ said: text, result: text, count: fc.integer({ min: 1, max: 3 }) }).map((one) => {
    const ids = Array.from({ length: one.count }, (_, index) => `call_${index}`);
    return {
      items: [
        { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "So" }] },
        {
          type: "message",
          id: "msg_1",
          status: "completed",
          role: "assistant",
          content: [{ type: "output_text", text: one.said, annotations: [], logprobs: [] }],
        },
        ...ids.map((call_id) => ({
          type: "function_call",
          id: "fc_1",
          status: "completed",
          call_id,
          name: "f",
          arguments: "{}",
        })),
        ...ids.map((call_id) => ({ type: "function_call_output", call_id, output: one.result })),
      ],
      messages: [
        {
          role: "assistant",
          content: one.said,
          tool_calls: ids.map((id) => ({
            id,
            type: "function",
            function: { name: "f", arguments: "{}" },
          })),
        },
        ...ids.map((tool_call_id) => ({ role: "tool", tool_call_id, content: one.result })),
      ],
    };
  }),
);

const settings = fc.record(
  {
    temperature: fc.constantFrom(0, 0.5, 1),
    top_p: fc.constantFrom(0.1, 1),
    parallel_tool_calls: fc.boolean(),
    max_cost: fc.constantFrom("0.01", 0.5),
    hold: fc.constantFrom("auto", "full"),
    store: fc.boolean(),
    stream: fc.boolean(),
    session_id: fc.constant("talk"),
    seed: fc.nat(),
  },
  { requiredKeys: [] },
);

test("every conversation is read as the equal chat", () => {
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 5 }), settings, (turns, more) => {
      const response = { model: "m", ...more, input: turns.flatMap(({ items }) => items) };
      const chat = { model: "m", ...more, messages: turns.flatMap(({ messages }) => messages) };
      const { passedOn, ...read } = chatOf(response);
      const { passedOn: equal, ...whole } = equalChat(chat);
      assert.deepEqual(read, whole);
      assert.deepEqual({ ...passedOn }, { ...equal });
    }),
  );
});

test("fields with another name are read as the chat's own", () => {
  const schema = { type: "object" };
  const read = chatOf({
    model: "m",
    input: "Hi",
    instructions: "Be kind.",
    max_output_tokens: 7,
    tools: [
      { type: "function", name: "f", parameters, strict: true },
      { type: "custom", name: "c", format: { type: "grammar", syntax: "lark", definition: "x" } },
    ],
    tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "f" }] },
    text: { format: { type: "json_schema", name: "s", schema, strict: true }, verbosity: "low" },
    reasoning: { effort: "low" },
    include: ["message.output_text.logprobs"],
    top_logprobs: 2,
    metadata: { a: "b" },
    truncation: "disabled",
    background: false,
    previous_response_id: null,
  });
  const grammar = { type: "grammar", grammar: { syntax: "lark", definition: "x" } };
  const allowed = { mode: "auto", tools: [{ type: "function", function: { name: "f" } }] };
  const equal = equalChat({
    model: "m",
    messages: [
      { role: "system", content: "Be kind." },
      { role: "user", content: "Hi" },
    ],
    max_completion_tokens: 7,
    tools: [
      { type: "function", function: { name: "f", parameters, strict: true } },
      { type: "custom", custom: { name: "c", format: grammar } },
    ],
    tool_choice: { type: "allowed_tools", allowed_tools: allowed },
    response_format: { type: "json_schema", json_schema: { name: "s", schema, strict: true } },
    verbosity: "low",
    reasoning_effort: "low",
    logprobs: true,
    top_logprobs: 2,
  });
  assert.deepEqual(read, equal);
});

test("what a provider signed goes back with the turn that it belongs to", () => {
  const extra = { anthropic: { thinking_blocks: [{ type: "redacted_thinking", data: "x" }] } };
  const call = { type: "function_call", call_id: "c1", name: "f", arguments: "{}" };
  const sealed = { type: "reasoning", summary: [], encrypted_content: seal(extra) };
  const result = { type: "function_call_output", call_id: "c1", output: "done" };
  for (const items of [
    [call, sealed, result],
    [sealed, call, result],
  ]) {
    const { messages } = chatOf({ model: "m", input: [{ role: "user", content: "Hi" }, ...items] });
    assert.deepEqual(
      messages.map(({ role }) => role),
      ["user", "assistant", "tool"],
    );
    assert.deepEqual(messages[1]?.passedOn["extra_content"], extra);
  }
});

test("a picture that the model made goes back as a picture of its turn", () => {
  const item = { type: "image_generation_call", id: "ig_1", status: "completed", result: "AAAA" };
  const chat = chatOf({ model: "m", input: [item, { role: "user", content: "Make it blue." }] });
  assert.equal(chat.messages[0]?.role, "assistant");
  assert.equal(chat.pictures[0]?.kind, "inline");
});

const fields = [
  "model",
  "input",
  "instructions",
  "max_output_tokens",
  "tools",
  "tool_choice",
  "text",
  "reasoning",
  "include",
  "top_logprobs",
  "metadata",
  "stream",
  "store",
  "max_cost",
  "session_id",
  "hold",
  "on_disconnect",
  "truncation",
  "background",
  "conversation",
  "prompt",
  "messages",
  "n",
  "audio",
] as const;

test("whatever a body holds, it is read or refused by a field's name, and nothing breaks", () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.array(
      fc.record(
        {
          type: fc.constantFrom("message", "reasoning", "function_call", "x"),
          role: fc.jsonValue(),
          content: fc.jsonValue(),
          id: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    ),
  );
  const body = fc.dictionary(fc.constantFrom(...fields), value);
  fc.assert(
    fc.property(body, (given) => {
      const response = read({ model: "m", input: "Hi", ...given });
      if (isRefusal(response)) assert.equal(typeof response.param, "string", response.message);
      else assert.equal(typeof response.chat.model, "string");
    }),
    { numRuns: 500 },
  );
});
