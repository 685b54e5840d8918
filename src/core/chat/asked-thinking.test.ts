import assert from "node:assert/strict";
import { test } from "node:test";
import { type AskedThinking, effortFor } from "./asked-thinking.ts";

const nothing: AskedThinking = { mode: null, budgetTokens: null, effort: null, shown: null };

test("an effort is the one that was named, or the nearest to a budget, or none", () => {
  assert.equal(effortFor(nothing), null);
  assert.equal(effortFor({ ...nothing, mode: "off" }), null);
  assert.equal(effortFor({ ...nothing, mode: "adaptive" }), null);
  assert.equal(
    effortFor({ ...nothing, mode: "budget", budgetTokens: 9_000, effort: "max" }),
    "max",
  );
  const efforts = [1, 4_096, 4_097, 16_384, 16_385, 100_000].map((budgetTokens) =>
    effortFor({ ...nothing, mode: "budget", budgetTokens }),
  );
  assert.deepEqual(efforts, ["low", "low", "medium", "medium", "high", "high"]);
});
