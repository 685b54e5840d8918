import assert from "node:assert/strict";
import { test } from "node:test";
import type { AskedThinking } from "../../core/chat/asked-thinking.ts";
import { findAskedFault, writeAskedThinking } from "./thinking.ts";

const nothing: AskedThinking = { mode: null, budgetTokens: null, effort: null, shown: null };
const newest = "gemini-3.5-flash";

function said(model: string, asked: Partial<AskedThinking>): unknown {
  assert.equal(findAskedFault({ ...nothing, ...asked }, model), null);
  return writeAskedThinking(model, { ...nothing, ...asked });
}

test("what another dialect asks of thinking is said as budget or level, shown where it is", () => {
  const budget = { mode: "budget", budgetTokens: 2_000 } as const;
  assert.deepEqual(said(newest, budget), { thinkingBudget: 2_000, includeThoughts: true });
  assert.deepEqual(said(newest, { ...budget, shown: false }), { thinkingBudget: 2_000 });
  const level = { thinkingLevel: "LOW", includeThoughts: true };
  assert.deepEqual(said(newest, { mode: "adaptive", effort: "low" }), level);
  assert.deepEqual(said(newest, { mode: "adaptive" }), { includeThoughts: true });
  assert.deepEqual(said("gemini-2.5-flash", { mode: "off" }), { thinkingBudget: 0 });
  assert.equal(said("gemini-2.0-flash", { mode: "off" }), undefined);
  assert.equal(said(newest, {}), undefined);
});

test("what a model can't think is said with the field", () => {
  const fault = (model: string, asked: Partial<AskedThinking>) =>
    findAskedFault({ ...nothing, ...asked }, model) ?? "";
  assert.match(fault(newest, { mode: "off" }), /can't be turned off/);
  assert.match(fault(newest, { mode: "between_tools" }), /between_tools/);
  assert.match(fault(newest, { mode: "adaptive", effort: "max" }), /must be/);
  const budget = { mode: "budget", budgetTokens: 2_000 } as const;
  assert.match(fault("gemini-2.0-flash", budget), /does not think/);
  assert.equal(findAskedFault(undefined, newest), null);
});
