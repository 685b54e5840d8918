import { limits } from "../limits.ts";
import { digits, minus, zero } from "../money/picodollars.ts";
import { creditAccount } from "./credit.ts";
import type { Command, Movement } from "./types.ts";
import {
  deny,
  type LedgerChange,
  type LedgerDenial,
  type LedgerView,
  shortfallAccountId,
  unchanged,
} from "./view.ts";

export type TopUpOrder = Extract<Command, { kind: "top_up" }>;

/**
 * Puts money on an account; what the account owes is paid first. A repeated top-up changes
 * nothing; the same id with other terms is `reference_reused`.
 */
export function topUp(view: LedgerView, order: TopUpOrder): LedgerChange | LedgerDenial {
  const { balance, movement: existing } = view;
  if (balance === null || order.accountId === shortfallAccountId) return deny("account_unknown");
  if (existing !== null)
    return sameTopUp(existing, order) ? unchanged(view) : deny("reference_reused");
  if (order.amount <= 0n || order.amount > limits.movementMax) return deny("amount_invalid");
  const credit = creditAccount(balance, order.amount);
  if (credit === null) return deny("balance_too_large");

  // Every reason to refuse is now behind us.
  const { id, accountId, amount, reference, at } = order;
  return {
    repeated: false,
    entry: {
      accountId,
      kind: "topped_up",
      at,
      subject: id,
      posted: credit.toPosted,
      held: zero,
      owed: minus(zero, credit.toOwed),
      facts: { amount: digits(amount), reference },
    },
    hold: null,
    movement: {
      id,
      kind: "top_up",
      accountId,
      amount,
      reference,
      reason: null,
      owed: credit.toOwed,
      at,
    },
    session: null,
    shortfall: zero,
  };
}

function sameTopUp(movement: Movement, order: TopUpOrder): boolean {
  return (
    movement.kind === "top_up" &&
    movement.accountId === order.accountId &&
    movement.amount === order.amount &&
    movement.reference === order.reference
  );
}
