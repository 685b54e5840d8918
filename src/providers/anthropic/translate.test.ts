import assert from "node:assert/strict";
import { test } from "node:test";
import { orderFor } from "../../../tests/contracts/adapter-stage.ts";
import { at, listAt } from "../../../tests/doubles/json.ts";
import type { ChatRequest, Message, Picture } from "../../core/chat/request.ts";
import { findInexpressible } from "./inexpressible.ts";
import { encodeChat } from "./translate.ts";

interface Asked {
  readonly chat?: Partial<ChatRequest>;
  readonly pictures?: readonly Picture[];
  readonly model?: string;
  readonly limit?: number;
}

function orderOf({ limit = 77, ...asked }: Asked) {
  return { ...orderFor({ model: "claude-opus-5", ...asked }), outputTokensMax: limit };
}

function encode(asked: Asked): unknown {
  const order = orderOf(asked);
  assert.equal(findInexpressible(order), null);
  return JSON.parse(Buffer.concat(encodeChat(order)).toString());
}

function refused(asked: Asked): string {
  const found = findInexpressible(orderOf(asked));
  assert.ok(found !== null);
  return found;
}

function say(role: string, content: Message["content"], passedOn: object = {}): Message {
  return { role, content, passedOn: { ...passedOn } };
}

const ephemeral = { type: "ephemeral" };
const hour = { type: "ephemeral", ttl: "1h" };

test("what system and developer say stands apart from the turns, its cache marks kept", () => {
  const body = encode({
    chat: {
      messages: [
        say("system", [{ kind: "text", text: "Be brief.", passedOn: { cache_control: hour } }]),
        say("user", "Hi"),
        say("developer", "In verse.", { cache_control: ephemeral }),
      ],
    },
  });
  assert.deepEqual(at(body, "system"), [
    { type: "text", text: "Be brief.", cache_control: hour },
    { type: "text", text: "In verse.", cache_control: ephemeral },
  ]);
  assert.deepEqual(at(body, "messages"), [
    { role: "user", content: [{ type: "text", text: "Hi" }] },
  ]);
  assert.match(refused({ chat: { messages: [say("system", "alone")] } }), /`messages`/);
});

test("sampling fields have their names, and what is not asked for is not sent", () => {
  const passedOn = {
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    stop: "END",
    user: "u-1",
    metadata: { a: "b" },
    presence_penalty: 0,
    logit_bias: {},
    parallel_tool_calls: false,
    response_format: { type: "text" },
    cache_control: ephemeral,
  };
  const { messages: _, ...head } = encode({ chat: { passedOn } }) as Record<string, unknown>;
  assert.deepEqual(head, {
    model: "claude-opus-5",
    max_tokens: 77,
    stream: true,
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    stop_sequences: ["END"],
    metadata: { user_id: "u-1" },
    cache_control: ephemeral,
  });
  const plain = encode({}) as Record<string, unknown>;
  assert.deepEqual(Object.keys(plain), ["model", "max_tokens", "stream", "messages"]);
});

test("an answer is bound to a schema where the model can be", () => {
  const schema = { type: "object", properties: { a: { type: "string" } } };
  const response_format = { type: "json_schema", json_schema: { name: "x", schema } };
  const asked = { chat: { passedOn: { response_format } } };
  assert.deepEqual(at(encode(asked), "output_config"), {
    format: { type: "json_schema", schema },
  });
  assert.match(refused({ ...asked, model: "claude-3-5-haiku-20241022" }), /bound to a schema/);
});

test("effort is said to a model that finds its own budget, and is a budget before", () => {
  const body = (model: string, passedOn: object, limit = 9_000) =>
    encode({ model, limit, chat: { passedOn: { ...passedOn } } });
  const newest = body("claude-opus-5", { reasoning_effort: "low", include_reasoning: true });
  assert.deepEqual(at(newest, "thinking"), { type: "adaptive", display: "summarized" });
  assert.deepEqual(at(newest, "output_config"), { effort: "low" });
  const older = body("claude-sonnet-4-20250514", { reasoning_effort: "medium" });
  assert.deepEqual(at(older, "thinking"), { type: "enabled", budget_tokens: 2_048 });
  assert.equal(at(older, "output_config"), undefined);
  const none = { reasoning_effort: "none" };
  assert.deepEqual(at(body("claude-sonnet-4-6", none), "thinking"), { type: "disabled" });
  assert.equal(at(body("claude-3-haiku-20240307", none), "thinking"), undefined);
  const shown = body("claude-opus-4-8", { include_reasoning: true });
  assert.deepEqual(at(shown, "thinking"), { type: "adaptive", display: "summarized" });
  const own = { type: "enabled", budget_tokens: 5_000 };
  assert.deepEqual(at(body("claude-opus-4-5-20251101", { thinking: own }), "thinking"), own);
});

test("thinking that the model or the limit has no room for is refused by its field", () => {
  const fault = (model: string, passedOn: object) =>
    refused({ model, chat: { passedOn: { ...passedOn } } });
  const low = { reasoning_effort: "low" };
  assert.match(fault("claude-3-5-haiku-20241022", low), /`reasoning_effort`.*does not think/);
  assert.match(fault("claude-haiku-4-5", low), /1024 tokens: `max_tokens` must be more/);
  assert.match(fault("claude-haiku-4-5", { reasoning_effort: "max" }), /must be none, minimal/);
  assert.match(fault("claude-opus-5", { reasoning_effort: "huge" }), /must be none, minimal/);
  const budget = (budget_tokens: number) => ({ thinking: { type: "enabled", budget_tokens } });
  assert.match(fault("claude-haiku-4-5", budget(1_024)), /does not cover/);
  assert.match(fault("claude-haiku-4-5", budget(10)), /`thinking` must be/);
  assert.match(fault("claude-opus-5", { ...low, ...budget(2_000) }), /say the same/);
  assert.match(
    fault("claude-haiku-4-5", { include_reasoning: true }),
    /needs a `reasoning_effort`/,
  );
});

test("tools are declared with their JSON schema, and the choice among them is said", () => {
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const weather = { name: "weather", description: "d", parameters, strict: true };
  const tools = [
    { type: "function", function: weather, cache_control: hour },
    { type: "function", function: { name: "now" } },
  ];
  const body = (more: object) => encode({ chat: { passedOn: { tools, ...more } } });
  assert.deepEqual(at(body({}), "tools"), [
    {
      name: "weather",
      description: "d",
      input_schema: parameters,
      strict: true,
      cache_control: hour,
    },
    { name: "now", input_schema: { type: "object", properties: {} } },
  ]);
  const choice = (more: object) => at(body(more), "tool_choice");
  assert.equal(choice({}), undefined);
  assert.deepEqual(choice({ tool_choice: "required" }), { type: "any" });
  assert.deepEqual(choice({ tool_choice: "none", parallel_tool_calls: false }), { type: "none" });
  assert.deepEqual(choice({ parallel_tool_calls: false }), {
    type: "auto",
    disable_parallel_tool_use: true,
  });
  const named = { type: "function", function: { name: "now" } };
  assert.deepEqual(choice({ tool_choice: named }), { type: "tool", name: "now" });
});

const called = (id: string) => ({
  id,
  type: "function",
  function: { name: "weather", arguments: '{"city":"Oslo"}' },
});

test("a second turn brings thoughts, calls and results back, all results in one turn", () => {
  const blocks = [
    { type: "thinking", thinking: "Hm.", signature: "c2ln" },
    { type: "redacted_thinking", data: "aGlk" },
  ];
  const picture = { kind: "picture" as const, index: 0, passedOn: { cache_control: ephemeral } };
  const body = encode({
    pictures: [
      {
        base64: Buffer.from("iVBORw0K"),
        mediaType: "image/png",
        width: 1,
        height: 1,
        detail: "low",
      },
    ],
    chat: {
      messages: [
        say("user", "Weather?"),
        say("assistant", "", {
          tool_calls: [called("a"), called("b")],
          extra_content: { anthropic: { thinking_blocks: blocks } },
          refusal: null,
        }),
        say("tool", '{"degrees":3}', { tool_call_id: "a" }),
        say("tool", [picture], { tool_call_id: "b", cache_control: hour }),
        say("user", "And?"),
      ],
    },
  });
  const use = { type: "tool_use", name: "weather", input: { city: "Oslo" } };
  assert.deepEqual(listAt(body, "messages").slice(1), [
    { role: "assistant", content: [...blocks, { ...use, id: "a" }, { ...use, id: "b" }] },
    {
      role: "user",
      content: [
        {
          type: "tool_result",
          tool_use_id: "a",
          content: [{ type: "text", text: '{"degrees":3}' }],
        },
        {
          type: "tool_result",
          tool_use_id: "b",
          cache_control: hour,
          content: [
            {
              cache_control: ephemeral,
              type: "image",
              source: { type: "base64", media_type: "image/png", data: "iVBORw0K" },
            },
          ],
        },
      ],
    },
    { role: "user", content: [{ type: "text", text: "And?" }] },
  ]);
});

test("what a message holds that this wire can't say is refused with its place", () => {
  const second = (message: Message) => refused({ chat: { messages: [say("user", "?"), message] } });
  assert.match(
    second(say("tool", "x", { tool_call_id: "nobody" })),
    /`messages\[1\]`.*tool_call_id/,
  );
  assert.match(second(say("function", "x", { name: "f" })), /role function/);
  assert.match(second(say("assistant", "x", { images: [{}] })), /`images`/);
  assert.match(second(say("assistant", "x", { function_call: {} })), /`function_call`/);
  const broken = { id: "a", type: "function", function: { name: "f", arguments: "{" } };
  assert.match(second(say("assistant", null, { tool_calls: [broken] })), /no JSON object/);
  const unsigned = { anthropic: { thinking_blocks: [{ type: "thinking", thinking: "x" }] } };
  assert.match(second(say("assistant", "x", { extra_content: unsigned })), /thinking_blocks/);
  const part = { kind: "picture" as const, index: 0, passedOn: {} };
  assert.match(second(say("system", [part])), /can't hold pictures/);
  const strange = { base64: Buffer.from("x"), width: 1, height: 1, detail: "auto" as const };
  assert.match(refused({ pictures: [{ ...strange, mediaType: "image/avif" }] }), /image\/avif/);
});
