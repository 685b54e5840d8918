import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatRequest } from "../../../core/chat/request.ts";
import { isRefusal, type Refusal } from "../../../core/refusal.ts";
import { readMessages } from "./read-messages.ts";

const none = {
  sessionId: undefined,
  maxCost: undefined,
  onDisconnect: undefined,
  clientRequestId: undefined,
};
const hello = { role: "user", content: "Hello" };

function read(body: object): ChatRequest {
  const chat = readMessages(Buffer.from(JSON.stringify({ model: "m", ...body })), none);
  assert(!isRefusal(chat), JSON.stringify(chat));
  return chat;
}

function refusalOf(body: object): Refusal {
  const chat = readMessages(Buffer.from(JSON.stringify({ model: "m", ...body })), none);
  assert(isRefusal(chat), JSON.stringify(chat));
  return chat;
}

test("a conversation with tools is the same in the dialect inside", () => {
  const { messages } = read({
    system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } }],
    messages: [
      { role: "user", content: [{ type: "text", text: "Weather?" }] },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "hm", signature: "c2ln" },
          { type: "text", text: "I look." },
          { type: "tool_use", id: "t1", name: "weather", input: { city: "Paris" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "t1", content: "no net", is_error: true },
          { type: "text", text: "And now?" },
        ],
      },
    ],
  });
  const thought = { type: "thinking", thinking: "hm", signature: "c2ln" };
  assert.deepEqual(messages, [
    {
      role: "system",
      content: [
        { kind: "text", text: "Be brief.", passedOn: { cache_control: { type: "ephemeral" } } },
      ],
      passedOn: {},
    },
    {
      role: "user",
      content: [{ kind: "text", text: "Weather?", passedOn: {} }],
      passedOn: {},
    },
    {
      role: "assistant",
      content: "I look.",
      passedOn: {
        tool_calls: [
          {
            id: "t1",
            type: "function",
            function: { name: "weather", arguments: '{"city":"Paris"}' },
          },
        ],
        extra_content: { anthropic: { thinking_blocks: [thought] } },
      },
    },
    { role: "tool", content: "no net", passedOn: { tool_call_id: "t1", is_error: true } },
    { role: "user", content: [{ kind: "text", text: "And now?", passedOn: {} }], passedOn: {} },
  ]);
});

test("settings are said in the words of the dialect inside", () => {
  const schema = { type: "object" };
  const chat = read({
    messages: [hello],
    max_tokens: 9,
    stop_sequences: ["END"],
    metadata: { user_id: "u" },
    top_k: 5,
    tools: [{ name: "f", input_schema: schema }],
    tool_choice: { type: "any", disable_parallel_tool_use: true },
    thinking: { type: "enabled", budget_tokens: 2_000, display: "omitted" },
    output_config: { effort: "low", format: { type: "json_schema", schema } },
    session_id: "s",
  });
  assert.equal(chat.outputTokensMax, 9);
  assert.equal(chat.sessionId, "s");
  assert.deepEqual(chat.thinking, {
    mode: "budget",
    budgetTokens: 2_000,
    effort: "low",
    shown: false,
  });
  assert.deepEqual(chat.passedOn, {
    top_k: 5,
    stop: ["END"],
    user: "u",
    tools: [{ type: "function", function: { name: "f", parameters: schema } }],
    tool_choice: "required",
    parallel_tool_calls: false,
    response_format: {
      type: "json_schema",
      json_schema: { name: "answer", schema, strict: true },
    },
  });
});

test("a large picture stays where it lies, and data that is none is read as it is", () => {
  const data = Buffer.alloc(3_000, 7).toString("base64");
  const source = { type: "base64", media_type: "image/png", data };
  const hidden = { type: "redacted_thinking", data };
  const { pictures, messages } = read({
    messages: [
      { role: "user", content: [{ type: "image", source }] },
      { role: "assistant", content: [hidden] },
    ],
  });
  const [picture] = pictures;
  assert(picture?.kind === "inline");
  assert.equal(Buffer.from(picture.base64).toString("latin1"), data);
  const extra = messages[1]?.passedOn["extra_content"];
  assert.deepEqual(extra, { anthropic: { thinking_blocks: [hidden] } });
});

test("what is not supported is refused by its name", () => {
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ messages: [hello], container: "c" }, /`container` is not known here/],
    [{ messages: [hello], speed: "fast" }, /`speed` must be "standard"/],
    [
      { messages: [hello], tools: [{ type: "web_search_20250305", name: "web_search" }] },
      /`tools\[0\]\.type` web_search_20250305 is not priced here/,
    ],
    [
      { messages: [{ role: "user", content: [{ type: "document", source: {} }] }] },
      /`messages\[0\]\.content\[0\]\.type` document is not supported/,
    ],
    [
      { messages: [{ role: "assistant", content: [{ type: "image", source: {} }] }] },
      /`messages\[0\]\.content\[0\]\.type` image is not supported here in a turn of the assistant/,
    ],
    [{ messages: [] }, /messages/],
    [{ messages: [hello], max_tokens: 0 }, /max_tokens/],
  ];
  for (const [body, sentence] of cases) assert.match(refusalOf(body).message, sentence);
});
