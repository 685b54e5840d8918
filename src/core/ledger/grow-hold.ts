import { digits, least, minus, plus, zero } from "../money/picodollars.ts";
import { spendable } from "./spend.ts";
import type { Command } from "./types.ts";
import {
  changedHold,
  deny,
  type LedgerChange,
  type LedgerDenial,
  type LedgerView,
  unchanged,
} from "./view.ts";

export type GrowHoldOrder = Extract<Command, { kind: "grow_hold" }>;

/**
 * Sets more aside for a running call. `to` is the new total, at most the call's ceiling; where
 * balance or spend limit have less left, it takes what remains of both, which may be nothing. A
 * hold never shrinks.
 */
export function growHold(view: LedgerView, order: GrowHoldOrder): LedgerChange | LedgerDenial {
  const { balance, hold } = view;
  if (hold === null || balance === null) return deny("hold_unknown");
  if (hold.state !== "open") return deny("hold_closed");
  if (order.to < 0n || order.to > hold.order.ceiling) return deny("amount_invalid");
  if (order.to <= hold.amount) return unchanged(view);

  // From here the hold is as large as it can be, even where that is no larger than before.
  const step = least(minus(order.to, hold.amount), spendable(view, balance, hold.order.spendLimit));
  if (step === zero) return changedHold(hold, null);
  return changedHold(
    { ...hold, amount: plus(hold.amount, step) },
    {
      accountId: hold.order.accountId,
      kind: "hold_grown",
      at: order.at,
      subject: hold.order.id,
      posted: zero,
      held: step,
      owed: zero,
      facts: { to: digits(order.to) },
    },
  );
}
