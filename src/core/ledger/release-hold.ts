import { zero } from "../money/picodollars.ts";
import { closeHold } from "./close-hold.ts";
import type { Command } from "./types.ts";
import { deny, type LedgerChange, type LedgerDenial, type LedgerView, unchanged } from "./view.ts";

export type ReleaseHoldOrder = Extract<Command, { kind: "release_hold" }>;

/** Gives a whole hold back, at cost 0: nothing was produced. The first resolution wins. */
export function releaseHold(
  view: LedgerView,
  order: ReleaseHoldOrder,
): LedgerChange | LedgerDenial {
  const { hold } = view;
  if (hold === null) return deny("hold_unknown");
  if (hold.state !== "open") return unchanged(view);
  const { outcome, at } = order;
  const facts = outcome.error === null ? {} : { error: outcome.error };
  return closeHold(hold, {
    state: "released",
    charge: zero,
    shortfall: zero,
    outcome,
    at,
    facts: { ...facts, attempts: String(outcome.attempts.length), status: outcome.status },
  });
}
