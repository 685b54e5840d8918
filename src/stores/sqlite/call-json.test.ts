import assert from "node:assert/strict";
import { test } from "node:test";
import { completed } from "../../../tests/contracts/ledger-orders.ts";
import { readOutcome, writeOutcome } from "./call-json.ts";

test("an outcome is read as it was written", () => {
  assert.deepEqual(readOutcome(writeOutcome(completed)), completed);
});

test("an outcome from before bounds were kept has none", () => {
  const { promptTokensMax: _kept, ...older } = JSON.parse(writeOutcome(completed));
  assert.deepEqual(readOutcome(JSON.stringify(older)), { ...completed, promptTokensMax: null });
});
