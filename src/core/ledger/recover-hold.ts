import { zero } from "../money/picodollars.ts";
import { closeHold } from "./close-hold.ts";
import { stepFacts } from "./step-facts.ts";
import type { Command } from "./types.ts";
import { usageFact } from "./usage-fact.ts";
import { deny, type LedgerChange, type LedgerDenial, type LedgerView, unchanged } from "./view.ts";

export type RecoverHoldOrder = Extract<Command, { kind: "recover_hold" }>;

/**
 * Resolves what a crash left open, by its last durable checkpoint; without one nothing had been
 * relayed, and it costs 0. The first resolution wins.
 */
export function recoverHold(
  view: LedgerView,
  order: RecoverHoldOrder,
): LedgerChange | LedgerDenial {
  const { hold } = view;
  if (hold === null) return deny("hold_unknown");
  if (hold.state !== "open") return unchanged(view);
  const { checkpoint } = hold;
  return closeHold(hold, {
    state: "recovered",
    charge: checkpoint?.charge ?? zero,
    shortfall: zero,
    outcome: null,
    at: order.at,
    facts:
      checkpoint === null
        ? {}
        : { usage: usageFact(checkpoint.usage), ...stepFacts(checkpoint.steps) },
  });
}
