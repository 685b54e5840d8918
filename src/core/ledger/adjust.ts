import { limits } from "../limits.ts";
import { digits, least, minus, type Picodollars, zero } from "../money/picodollars.ts";
import { creditAccount } from "./credit.ts";
import type { Balance, Command, LedgerRefusal, Movement } from "./types.ts";
import {
  available,
  deny,
  type LedgerChange,
  type LedgerDenial,
  type LedgerView,
  shortfallAccountId,
  unchanged,
} from "./view.ts";

export type AdjustOrder = Extract<Command, { kind: "adjust" }>;

/** What an adjustment does to the account: the two changes, and how much of it concerns `owed`. */
interface Parts {
  readonly posted: Picodollars;
  readonly owedChange: Picodollars;
  readonly owed: Picodollars;
}

/**
 * Corrects a balance, with a reason. Taking more than is available is refused, unless it may be
 * owed: then it takes what is there and the rest is paid first by the next money that comes in.
 * A repeated adjustment changes nothing; the same id with other terms is `reference_reused`.
 */
export function adjust(view: LedgerView, order: AdjustOrder): LedgerChange | LedgerDenial {
  const { balance, movement: existing } = view;
  if (balance === null || order.accountId === shortfallAccountId) return deny("account_unknown");
  if (existing !== null)
    return sameAdjustment(existing, order) ? unchanged(view) : deny("reference_reused");
  const parts = order.amount > 0n ? give(balance, order) : take(balance, order);
  if (typeof parts === "string") return deny(parts);

  // Every reason to refuse is now behind us.
  const { id, accountId, amount, reference, reason, at } = order;
  return {
    repeated: false,
    entry: {
      accountId,
      kind: "adjusted",
      at,
      subject: id,
      posted: parts.posted,
      held: zero,
      owed: parts.owedChange,
      facts: { amount: digits(amount), reason, reference },
    },
    hold: null,
    movement: { id, kind: "adjust", accountId, amount, reference, reason, owed: parts.owed, at },
    session: null,
    shortfall: zero,
  };
}

function sameAdjustment(movement: Movement, order: AdjustOrder): boolean {
  return (
    movement.kind === "adjust" &&
    movement.accountId === order.accountId &&
    movement.amount === order.amount &&
    movement.reference === order.reference &&
    movement.reason === order.reason
  );
}

function give(balance: Balance, order: AdjustOrder): Parts | LedgerRefusal {
  if (order.amount > limits.movementMax) return "amount_invalid";
  const credit = creditAccount(balance, order.amount);
  if (credit === null) return "balance_too_large";
  return { posted: credit.toPosted, owedChange: minus(zero, credit.toOwed), owed: credit.toOwed };
}

function take(balance: Balance, order: AdjustOrder): Parts | LedgerRefusal {
  const wanted = minus(zero, order.amount);
  if (wanted === zero || wanted > limits.movementMax) return "amount_invalid";
  const taken = least(wanted, available(balance));
  const owed = minus(wanted, taken);
  if (owed > 0n && !order.allowOwed) return "insufficient_balance";
  if (balance.owed + owed > limits.balanceMax) return "balance_too_large";
  return { posted: minus(zero, taken), owedChange: owed, owed };
}
