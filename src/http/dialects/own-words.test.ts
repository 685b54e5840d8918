import assert from "node:assert/strict";
import { test } from "node:test";
import { refuse } from "../../core/refusal.ts";
import { tellMessagesRefusal } from "./anthropic/write-error.ts";
import { tellGenerateRefusal } from "./google/write-error.ts";

const refusal = refuse(
  "upstream_rejected",
  "`messages[3]` has no `tool_call_id`, `max_tokens` is too large, and messages are messages.",
  { param: "max_tokens" },
);

test("fields are told by the caller's own names, and other words are left alone", () => {
  assert.deepEqual(tellMessagesRefusal(refusal, "id"), {
    type: "error",
    error: {
      type: "invalid_request_error",
      message:
        "`messages` has no `tool_use_id`, `max_tokens` is too large, and messages are messages.",
      code: "upstream_rejected",
      param: "max_tokens",
      details: { error_code: "upstream_rejected" },
    },
    request_id: "id",
  });
  const told = JSON.stringify(tellGenerateRefusal(refusal));
  assert.match(told, /`contents` has no `functionResponse\.id`/);
  assert.match(told, /`generationConfig\.maxOutputTokens` is too large/);
  assert.match(told, /"param":"generationConfig\.maxOutputTokens"/);
});
