import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type {
  CallOutcome,
  Command,
  Hold,
  HoldOrder,
  Outcome,
} from "../../src/core/ledger/types.ts";
import { type Picodollars, picodollars, zero } from "../../src/core/money/picodollars.ts";
import { noUsage, type Usage } from "../../src/core/tokens/usage.ts";
import type { Ledger } from "../../src/ports/store.ts";

/** Commands as tests give them, with everything that a test is not about filled in. */

export function money(amount: bigint | number): Picodollars {
  return picodollars(BigInt(amount));
}

/** A name that no other test of the run uses. */
export function freshId(kind: string): string {
  return `${kind}-${randomBytes(8).toString("hex")}`;
}

export function openingOf(accountId: string): Command {
  return { kind: "open_account", accountId, at: 1_000 };
}

type TopUp = Extract<Command, { kind: "top_up" }>;
type Adjust = Extract<Command, { kind: "adjust" }>;

export function topUpOf(accountId: string, amount: bigint | number, id = freshId("top-up")): TopUp {
  return {
    kind: "top_up",
    id,
    accountId,
    amount: money(amount),
    reference: "invoice 7",
    at: 2_000,
  };
}

export function adjustmentOf(
  accountId: string,
  amount: bigint | number,
  terms: Partial<Pick<Adjust, "id" | "allowOwed" | "reason">> = {},
): Adjust {
  return {
    kind: "adjust",
    id: terms.id ?? freshId("adjust"),
    accountId,
    amount: money(amount),
    reason: terms.reason ?? "a correction",
    reference: "case 9",
    allowOwed: terms.allowOwed ?? false,
    at: 3_000,
  };
}

/** Wants the whole ceiling, and takes nothing less, unless the terms say otherwise. */
export function orderOf(
  accountId: string,
  ceiling: bigint | number,
  terms: Partial<HoldOrder> = {},
): HoldOrder {
  return {
    id: freshId("hold"),
    accountId,
    projectId: "project-1",
    keyId: "key-1",
    clientRequestId: null,
    sessionId: null,
    model: "model-1",
    priceVersion: "flat:model-1:2026-01-01",
    stream: true,
    promptTokens: 281,
    outputTokensMax: 42,
    ceiling: money(ceiling),
    wanted: money(ceiling),
    least: money(ceiling),
    spendLimit: null,
    idempotency: null,
    at: 4_000,
    ...terms,
  };
}

export function placingOf(order: HoldOrder): Command {
  return { kind: "place_hold", order };
}

export function growingOf(holdId: string, to: bigint | number): Command {
  return { kind: "grow_hold", holdId, to: money(to), at: 5_000 };
}

export const someUsage: Usage = {
  prompt: { text: 23, image: 258, audio: 0, cached: 7 },
  completion: { text: 42, image: 0, reasoning: 3 },
};

export function checkpointOf(holdId: string, charge: bigint | number, usage = someUsage): Command {
  return { kind: "checkpoint", holdId, checkpoint: { charge: money(charge), usage } };
}

export function settlingOf(
  holdId: string,
  due: bigint | number,
  outcome: Partial<CallOutcome> = {},
): Command {
  return {
    kind: "settle_hold",
    holdId,
    due: money(due),
    outcome: { ...completed, ...outcome },
    at: 6_000,
  };
}

export function releasingOf(holdId: string): Command {
  return { kind: "release_hold", holdId, outcome: failed, at: 6_500 };
}

export function recoveringOf(holdId: string): Command {
  return { kind: "recover_hold", holdId, at: 7_000 };
}

export const completed: CallOutcome = {
  status: "completed",
  usage: someUsage,
  usageSource: "reported",
  promptTokensMax: 300,
  providerCost: money(11),
  costPrompt: money(3),
  costCompletion: money(4),
  attempts: [
    { provider: "first", model: "model-1", status: 500, error: "it failed", durationMs: 12.5 },
    { provider: "second", model: "model-1", status: 200, error: null, durationMs: 31 },
  ],
  finishReason: "stop",
  error: null,
  timeToFirstTokenMs: 44.25,
  totalMs: 120,
};

const failed: CallOutcome = {
  ...completed,
  status: "failed",
  usage: noUsage,
  usageSource: "counted",
  providerCost: null,
  costPrompt: zero,
  costCompletion: zero,
  finishReason: null,
  error: "upstream_error",
  timeToFirstTokenMs: null,
};

export type Done = Extract<Outcome, { done: true }>;

/** Commits one command that must be done. */
export async function done(ledger: Ledger, command: Command): Promise<Done> {
  const [outcome] = await ledger.commit([command]);
  assert.ok(outcome?.done === true, `${command.kind} was refused: ${refusalOf(outcome)}`);
  return outcome;
}

/** Commits one command about a hold that must be done, and gives the hold. */
export async function doneHold(ledger: Ledger, command: Command): Promise<Hold> {
  const { hold } = await done(ledger, command);
  assert.ok(hold !== null, `${command.kind} answers with its hold`);
  return hold;
}

/** Commits one command that must be refused, and gives the reason. */
export async function refusal(ledger: Ledger, command: Command): Promise<string> {
  const [outcome] = await ledger.commit([command]);
  assert.ok(outcome?.done === false, `${command.kind} was not refused`);
  return outcome.refused;
}

/** A new account with this much on it. */
export async function fundedAccount(ledger: Ledger, amount: bigint | number): Promise<string> {
  const accountId = freshId("account");
  await done(ledger, openingOf(accountId));
  if (BigInt(amount) > 0n) await done(ledger, topUpOf(accountId, amount));
  return accountId;
}

/** `posted`, `held` and `owed` of an account, in this order. */
export async function amountsOf(ledger: Ledger, accountId: string): Promise<readonly bigint[]> {
  const balance = await ledger.balance(accountId);
  assert.ok(balance !== null, `account ${accountId} has a balance`);
  return [balance.posted, balance.held, balance.owed];
}

function refusalOf(outcome: Outcome | undefined): string {
  return outcome?.done === false ? outcome.refused : "no answer";
}
