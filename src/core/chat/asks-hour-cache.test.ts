import assert from "node:assert/strict";
import { test } from "node:test";
import { asksHourCache } from "./asks-hour-cache.ts";
import type { Message } from "./request.ts";

const mark = (ttl: string) => ({ cache_control: { type: "ephemeral", ttl } });

function asked(where: string, ttl: string): boolean {
  const control = mark(ttl);
  const on = (place: string) => (place === where ? control : {});
  const part = { kind: "text" as const, text: "x", passedOn: on("part") };
  const call = { id: "a", ...on("call") };
  const message: Message = {
    role: "user",
    content: [part],
    passedOn: { ...on("message"), tool_calls: [call] },
  };
  const called = { name: "f", ...on("function") };
  const tools = [{ type: "function", function: called, ...on("tool") }];
  return asksHourCache({ messages: [message], passedOn: { tools, ...on("body") } });
}

test("an hour's cache is noticed wherever it may be asked for, and five minutes' is none", () => {
  for (const where of ["body", "message", "part", "tool", "function", "call"]) {
    assert.equal(asked(where, "1h"), true, where);
    assert.equal(asked(where, "5m"), false, where);
  }
  assert.equal(asked("nowhere", "1h"), false);
});
