import assert from "node:assert/strict";
import { test } from "node:test";
import { orderFor } from "../../../tests/contracts/adapter-stage.ts";
import { at } from "../../../tests/doubles/json.ts";
import type { ChatRequest } from "../../core/chat/request.ts";
import { encodeChat, type Wording } from "./translate.ts";

const wording: Wording = { limitField: "max_tokens", keep: (fields) => fields };

function encode(chat: Partial<ChatRequest>): unknown {
  const order = orderFor({ model: "gpt-5", chat });
  return JSON.parse(Buffer.concat(encodeChat(order, wording)).toString());
}

test("what another dialect asks of thinking is said as an effort, or not at all", () => {
  const nothing = { mode: null, budgetTokens: null, effort: null, shown: null };
  const budget = { ...nothing, mode: "budget" as const, budgetTokens: 9_000 };
  assert.equal(at(encode({ thinking: budget }), "reasoning_effort"), "medium");
  const off = encode({ thinking: { ...nothing, mode: "off" } });
  assert.equal(at(off, "reasoning_effort"), undefined);
  assert.equal(at(off, "thinking"), undefined);
});

test("that a tool failed is left to its result, for which this wire has the only word", () => {
  const passedOn = { tool_call_id: "a", is_error: true };
  const body = encode({ messages: [{ role: "tool", content: "no net", passedOn }] });
  assert.deepEqual(at(body, "messages.0"), {
    tool_call_id: "a",
    role: "tool",
    content: "no net",
  });
});
