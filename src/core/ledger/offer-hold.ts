import { limits } from "../limits.ts";
import { type Picodollars, zero } from "../money/picodollars.ts";
import { spendable } from "./spend.ts";
import type { HoldOrder } from "./types.ts";
import { available, deny, type LedgerDenial, type LedgerView } from "./view.ts";

/** How much is to be set aside, and under which limit. */
export type HoldSize = Pick<HoldOrder, "ceiling" | "wanted" | "least" | "spendLimit">;

/**
 * What a hold of this size gets from these books: what is wanted where it is affordable, else the
 * least, which must fit whole into the balance and the spend limit. Changes nothing.
 */
export function offerHold(
  { balance, spend }: Pick<LedgerView, "balance" | "spend">,
  size: HoldSize,
): { readonly amount: Picodollars } | LedgerDenial {
  if (balance === null) return deny("account_unknown");
  if (!amountsAreOrdered(size) || !limitIsAnAmount(size)) return deny("amount_invalid");
  const free = spendable({ spend }, balance, size.spendLimit);
  if (size.wanted <= free) return { amount: size.wanted };
  if (size.least <= free) return { amount: size.least };
  const balanceLacks = size.least > available(balance);
  return deny(balanceLacks ? "insufficient_balance" : "spend_limit_reached");
}

function amountsAreOrdered({ least, wanted, ceiling }: HoldSize): boolean {
  return 0n <= least && least <= wanted && wanted <= ceiling && ceiling <= limits.movementMax;
}

function limitIsAnAmount({ spendLimit }: HoldSize): boolean {
  const max = spendLimit?.max ?? zero;
  return 0n <= max && max <= limits.balanceMax;
}
