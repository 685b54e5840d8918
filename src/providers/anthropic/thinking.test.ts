import assert from "node:assert/strict";
import { test } from "node:test";
import { orderFor } from "../../../tests/contracts/adapter-stage.ts";
import type { AskedThinking } from "../../core/chat/asked-thinking.ts";
import { findThinkingFault, writeThinking } from "./thinking.ts";

const nothing: AskedThinking = { mode: null, budgetTokens: null, effort: null, shown: null };

function order(model: string, asked: Partial<AskedThinking>, outputTokensMax = 9_000) {
  const chat = { thinking: { ...nothing, ...asked } };
  return { ...orderFor({ model, chat }), outputTokensMax };
}

function said(model: string, asked: Partial<AskedThinking>): unknown {
  assert.equal(findThinkingFault(order(model, asked)), null);
  return writeThinking(order(model, asked));
}

test("what another dialect asks of thinking is said in full", () => {
  const newest = "claude-opus-5";
  const budget = { mode: "budget", budgetTokens: 2_000, shown: false } as const;
  assert.deepEqual(said(newest, { ...budget, effort: "low" }), {
    thinking: { type: "enabled", budget_tokens: 2_000, display: "omitted" },
    effort: "low",
  });
  assert.deepEqual(said(newest, { mode: "adaptive", effort: "minimal", shown: true }), {
    thinking: { type: "adaptive", display: "summarized" },
    effort: "low",
  });
  assert.deepEqual(said(newest, { effort: "high" }), { thinking: undefined, effort: "high" });
  const off = { thinking: { type: "disabled" }, effort: undefined };
  assert.deepEqual(said(newest, { mode: "off" }), off);
  const between = { thinking: { type: "between_tools" }, effort: undefined };
  assert.deepEqual(said(newest, { mode: "between_tools" }), between);
});

test("an older model that is to think as it likes gets a budget by its effort", () => {
  const older = "claude-sonnet-4-5";
  const low = { thinking: { type: "enabled", budget_tokens: 1_024 } };
  assert.deepEqual(said(older, { mode: "adaptive", effort: "low" }), low);
  const usual = { thinking: { type: "enabled", budget_tokens: 2_048 } };
  assert.deepEqual(said(older, { mode: "adaptive" }), usual);
});

test("what a model can't think is said with the field", () => {
  const fault = (model: string, asked: Partial<AskedThinking>, limit?: number) =>
    findThinkingFault(order(model, asked, limit)) ?? "";
  assert.match(fault("claude-3-haiku", { mode: "adaptive" }), /`thinking`.*does not think/);
  assert.match(fault("claude-opus-5", { effort: "enormous" }), /`effort` must be/);
  assert.match(fault("claude-opus-5", { mode: "budget", budgetTokens: 500 }), /`thinking`.*1024/);
  const wide = { mode: "budget", budgetTokens: 5_000 } as const;
  assert.match(fault("claude-opus-5", wide, 4_000), /`max_tokens` does not cover/);
});
