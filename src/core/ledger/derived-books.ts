import { type Picodollars, zero } from "../money/picodollars.ts";
import type { Differences } from "./differences.ts";
import { chainStart } from "./entry-hash.ts";
import { emptySums, type Sums } from "./sums.ts";
import type { HoldState, SpendLimit } from "./types.ts";

/** An account as the journal alone tells it. */
export interface DerivedAccount {
  readonly id: string;
  posted: Picodollars;
  held: Picodollars;
  owed: Picodollars;
  sequence: number;
  head: string;
}

/** A hold as the journal alone tells it. */
export interface DerivedHold {
  readonly accountId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly model: string;
  readonly sessionId: string | null;
  readonly limit: SpendLimit | null;
  readonly ceiling: Picodollars;
  state: HoldState;
  amount: Picodollars;
  charge: Picodollars | null;
  shortfall: Picodollars;
}

/** All books, re-derived while the journal is read. */
export interface DerivedBooks {
  readonly accounts: Map<string, DerivedAccount>;
  readonly holds: Map<string, DerivedHold>;
  /** Ids of top-ups and adjustments: none is booked twice. */
  readonly movements: Set<string>;
  /** What settled holds left unpaid, and what the operator's account took over, by hold. */
  readonly unpaid: Map<string, Picodollars>;
  readonly absorbed: Map<string, Picodollars>;
  readonly sums: Sums;
  readonly differences: Differences;
  entries: number;
}

export function emptyBooks(differences: Differences): DerivedBooks {
  return {
    accounts: new Map(),
    holds: new Map(),
    movements: new Set(),
    unpaid: new Map(),
    absorbed: new Map(),
    sums: emptySums(),
    differences,
    entries: 0,
  };
}

export function derivedAccount(books: DerivedBooks, id: string): DerivedAccount {
  const known = books.accounts.get(id);
  if (known !== undefined) return known;
  const account = { id, posted: zero, held: zero, owed: zero, sequence: 0, head: chainStart };
  books.accounts.set(id, account);
  return account;
}
