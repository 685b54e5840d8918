import assert from "node:assert/strict";
import { test } from "node:test";
import { completed } from "../../../tests/contracts/ledger-orders.ts";
import { promptTokens } from "../tokens/usage.ts";
import { isBoundBroken } from "./is-bound-broken.ts";

const billed = promptTokens(completed.usage);

test("a bound is broken by one token more, and not by its own number", () => {
  assert.equal(isBoundBroken({ ...completed, promptTokensMax: billed }), false);
  assert.equal(isBoundBroken({ ...completed, promptTokensMax: billed - 1 }), true);
});

test("what we counted ourselves breaks no bound, and none that was not kept is broken", () => {
  const counted = { ...completed, promptTokensMax: 0, usageSource: "counted" } as const;
  assert.equal(isBoundBroken(counted), false);
  assert.equal(isBoundBroken({ ...completed, promptTokensMax: null }), false);
});
