import { assert } from "../assert.ts";
import { plus, zero } from "../money/picodollars.ts";
import { chainStart, entryHash } from "./entry-hash.ts";
import type { Balance, Entry } from "./types.ts";
import type { EntryDraft } from "./view.ts";

/** An account before its first entry. */
export function emptyBalance(accountId: string): Balance {
  return { accountId, posted: zero, held: zero, owed: zero, sequence: 0, head: chainStart };
}

/** Adds one entry to an account's chain and carries its changes over to the balance. */
export function writeEntry(
  balance: Balance,
  draft: EntryDraft,
): { readonly balance: Balance; readonly entry: Entry } {
  assert(draft.accountId === balance.accountId, "an entry belongs to the account it changes");
  const posted = plus(balance.posted, draft.posted);
  const held = plus(balance.held, draft.held);
  const owed = plus(balance.owed, draft.owed);
  assert(held >= 0n && held <= posted, "an account never sets aside more than it has");
  assert(owed >= 0n, "an account never owes less than nothing");
  const sequence = balance.sequence + 1;
  const placed = { ...draft, sequence };
  const head = entryHash(balance.head, placed);
  return {
    balance: { accountId: balance.accountId, posted, held, owed, sequence, head },
    entry: { ...placed, hash: head },
  };
}
