import { least, minus, most, type Picodollars, plus, zero } from "../money/picodollars.ts";
import type { Balance, Spend, SpendLimit } from "./types.ts";
import { available, type EntryDraft, type LedgerView } from "./view.ts";

/**
 * What a hold may still take: what is available, and no more than the room that is left under its
 * limit. A limit that was lowered below what is spent already has no room, and takes none back.
 */
export function spendable(
  { spend }: Pick<LedgerView, "spend">,
  balance: Balance,
  limit: SpendLimit | null | undefined,
): Picodollars {
  const free = available(balance);
  if (limit === null || limit === undefined) return free;
  const spent = spend === null ? zero : plus(spend.charged, spend.held);
  return least(free, most(zero, minus(limit.max, spent)));
}

/** Carries an entry of a hold over to what is spent under its scope; nothing else changes that. */
export function spendAfter(
  spend: Spend | null,
  scope: string,
  entry: Pick<EntryDraft, "posted" | "held">,
): Spend {
  const { charged, held } = spend ?? { charged: zero, held: zero };
  return { scope, charged: minus(charged, entry.posted), held: plus(held, entry.held) };
}
