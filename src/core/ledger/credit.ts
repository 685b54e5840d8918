import { limits } from "../limits.ts";
import { least, minus, type Picodollars } from "../money/picodollars.ts";
import type { Balance } from "./types.ts";

/** How an amount that comes in is split. */
export interface Credit {
  /** Pays what the account owes, which comes first. */
  readonly toOwed: Picodollars;
  readonly toPosted: Picodollars;
}

/** Splits money that comes in; null where the account would hold more than the books can say. */
export function creditAccount(balance: Balance, amount: Picodollars): Credit | null {
  const toOwed = least(amount, balance.owed);
  const toPosted = minus(amount, toOwed);
  return balance.posted + toPosted > limits.balanceMax ? null : { toOwed, toPosted };
}
