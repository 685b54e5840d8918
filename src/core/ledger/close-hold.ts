import { digits, minus, type Picodollars, zero } from "../money/picodollars.ts";
import type { CallOutcome, EntryKind, Hold, HoldState, Instant } from "./types.ts";
import { changedHold, type LedgerChange } from "./view.ts";

/** How a hold ends. */
export interface Closing {
  readonly state: Exclude<HoldState, "open">;
  readonly charge: Picodollars;
  readonly shortfall: Picodollars;
  readonly outcome: CallOutcome | null;
  readonly at: Instant;
  readonly facts: Readonly<Record<string, string>>;
}

const entryKinds: Readonly<Record<Closing["state"], EntryKind>> = {
  settled: "hold_settled",
  released: "hold_released",
  recovered: "hold_recovered",
};

/** Ends an open hold: takes the charge, gives the rest back. The only place that does so. */
export function closeHold(hold: Hold, closing: Closing): LedgerChange {
  const { state, charge, shortfall, at } = closing;
  const change = changedHold(closedHold(hold, closing), {
    accountId: hold.order.accountId,
    kind: entryKinds[state],
    at,
    subject: hold.order.id,
    posted: minus(zero, charge),
    held: minus(zero, hold.amount),
    owed: zero,
    facts: { ...closing.facts, charge: digits(charge), price_version: hold.order.priceVersion },
  });
  return { ...change, shortfall };
}

/** A hold as it ended. */
export function closedHold(hold: Hold, closing: Omit<Closing, "facts">): Hold {
  const { state, charge, shortfall, outcome, at } = closing;
  return { ...hold, state, charge, shortfall, closedAt: at, outcome };
}
