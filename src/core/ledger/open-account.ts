import { zero } from "../money/picodollars.ts";
import type { Command } from "./types.ts";
import { type LedgerChange, type LedgerView, unchanged } from "./view.ts";

export type OpenAccountOrder = Extract<Command, { kind: "open_account" }>;

/** Opens an account with nothing on it. Opening an open account changes nothing. */
export function openAccount(view: LedgerView, order: OpenAccountOrder): LedgerChange {
  if (view.balance !== null) return unchanged(view);
  return {
    repeated: false,
    entry: {
      accountId: order.accountId,
      kind: "account_opened",
      at: order.at,
      subject: order.accountId,
      posted: zero,
      held: zero,
      owed: zero,
      facts: {},
    },
    hold: null,
    movement: null,
    session: null,
    shortfall: zero,
  };
}
