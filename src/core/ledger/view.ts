import { minus, type Picodollars, zero } from "../money/picodollars.ts";
import type { Balance, Entry, Hold, LedgerRefusal, Movement, Session, Spend } from "./types.ts";

/** The operator's own account: its `posted` is what calls cost beyond what anybody paid. */
export const shortfallAccountId = "shortfall";

/** What the books say about a command before it is decided; null where they say nothing. */
export interface LedgerView {
  /** Of the account that the command is about. */
  readonly balance: Balance | null;
  readonly hold: Hold | null;
  readonly movement: Movement | null;
  /** The hold that the order's idempotency key was used for last. */
  readonly keyed: Hold | null;
  /** Under the scope that limits the hold. */
  readonly spend: Spend | null;
  /** The newest opening of the session that the command is about or its hold belongs to. */
  readonly session: Session | null;
  /** What the operator has absorbed so far: `posted` of the shortfall account. */
  readonly absorbed: Picodollars;
}

/** A line of the journal before it has its place in the chain. */
export type EntryDraft = Omit<Entry, "sequence" | "hash">;

/** What a command does to the books. The balance changes by its entry and by nothing else. */
export interface LedgerChange {
  readonly repeated: boolean;
  /** Null where no money moves. */
  readonly entry: EntryDraft | null;
  readonly hold: Hold | null;
  readonly movement: Movement | null;
  /** The session that is settled; null where none is. */
  readonly session: Session | null;
  /** To be booked on the shortfall account. */
  readonly shortfall: Picodollars;
}

export interface LedgerDenial {
  readonly refused: LedgerRefusal;
}

export function deny(refused: LedgerRefusal): LedgerDenial {
  return { refused };
}

/** The answer to what had been done before: the books as they are. */
export function unchanged(view: LedgerView): LedgerChange {
  return {
    repeated: true,
    entry: null,
    hold: view.hold,
    movement: view.movement,
    session: view.session,
    shortfall: zero,
  };
}

/** A change that touches a hold, and by its entry the balance. */
export function changedHold(hold: Hold, entry: EntryDraft | null): LedgerChange {
  return { repeated: false, entry, hold, movement: null, session: null, shortfall: zero };
}

/** What an account can still spend or set aside. */
export function available(balance: Balance): Picodollars {
  return minus(balance.posted, balance.held);
}
