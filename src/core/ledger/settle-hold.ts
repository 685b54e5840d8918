import { assert } from "../assert.ts";
import { limits } from "../limits.ts";
import { digits, least, minus, type Picodollars, picodollars, plus } from "../money/picodollars.ts";
import { closeHold } from "./close-hold.ts";
import { spendable } from "./spend.ts";
import { stepFacts } from "./step-facts.ts";
import type { CallOutcome, Command } from "./types.ts";
import { usageFact } from "./usage-fact.ts";
import { deny, type LedgerChange, type LedgerDenial, type LedgerView, unchanged } from "./view.ts";

export type SettleHoldOrder = Extract<Command, { kind: "settle_hold" }>;

/**
 * Charges a finished call: what is due, as far as ceiling, balance and spend limit go. Only the
 * rest is the operator's shortfall. The first resolution of a hold wins, and a later one changes
 * nothing.
 */
export function settleHold(view: LedgerView, order: SettleHoldOrder): LedgerChange | LedgerDenial {
  const { balance, hold } = view;
  if (hold === null || balance === null) return deny("hold_unknown");
  if (hold.state !== "open") return unchanged(view);
  if (order.due < 0n) return deny("amount_invalid");

  // Every reason to refuse is now behind us: a call that ran is always settled.
  const payable = plus(hold.amount, spendable(view, balance, hold.order.spendLimit));
  const charge = least(order.due, hold.order.ceiling, payable);
  const rest = minus(order.due, charge);
  const shortfall = least(rest, roomForShortfall(view.absorbed));
  assert(charge >= 0n && shortfall >= 0n, "a charge and a shortfall are never negative");
  return closeHold(hold, {
    state: "settled",
    charge,
    shortfall,
    outcome: order.outcome,
    at: order.at,
    facts: {
      ...outcomeFacts(order.outcome),
      ...stepFacts(order.outcome.steps),
      due: digits(order.due),
      shortfall: digits(shortfall),
      ...(shortfall === rest ? {} : { shortfall_unbooked: digits(minus(rest, shortfall)) }),
    },
  });
}

/**
 * A provider that reports absurd usage must not keep a hold from being settled: what the books
 * cannot hold is named in the entry (`shortfall_unbooked`), beside the exact amount due.
 */
function roomForShortfall(absorbed: Picodollars): Picodollars {
  return least(picodollars(limits.movementMax), minus(picodollars(limits.balanceMax), absorbed));
}

function outcomeFacts(outcome: CallOutcome): Readonly<Record<string, string>> {
  const facts = {
    attempts: String(outcome.attempts.length),
    status: outcome.status,
    usage: usageFact(outcome.usage),
    usage_source: outcome.usageSource,
  };
  if (outcome.providerCost === null) return facts;
  return { ...facts, provider_cost: digits(outcome.providerCost) };
}
