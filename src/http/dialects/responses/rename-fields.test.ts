import assert from "node:assert/strict";
import { test } from "node:test";
import { refuse } from "../../../core/refusal.ts";
import { renameFields } from "./rename-fields.ts";

const origins = ["instructions", "input[0]", "input[2]"];

function renamed(message: string, param: string | null = null) {
  const refusal = refuse("invalid_request", message, param === null ? {} : { param });
  return renameFields(refusal, origins);
}

test("messages are named by the item that they came from", () => {
  const refusal = renamed("`messages[2]` holds `images`.", "messages[1].content[3].type");
  assert.equal(refusal.message, "`input[2]` holds `images`.");
  assert.equal(refusal.param, "input[0].content[3].type");
});

test("fields are named as the caller wrote them", () => {
  assert.equal(renamed("`response_format` is odd.").message, "`text.format` is odd.");
  assert.equal(renamed("Lower max_tokens.").message, "Lower max_output_tokens.");
  assert.equal(renamed("", "messages").param, "input");
  assert.equal(renamed("", "max_tokens").param, "max_output_tokens");
  assert.equal(renamed("", "tools[1].type").param, "tools[1].type");
});

test("what is no field is left as it is", () => {
  const said = 'There is no model "messages". Did you mean `gpt-4o`?';
  assert.equal(renamed(said).message, said);
});
