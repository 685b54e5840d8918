import { assert } from "../assert.ts";
import { digits, zero } from "../money/picodollars.ts";
import { adjust } from "./adjust.ts";
import { checkpointHold } from "./checkpoint-hold.ts";
import { growHold } from "./grow-hold.ts";
import { openAccount } from "./open-account.ts";
import { placeHold } from "./place-hold.ts";
import { recoverHold } from "./recover-hold.ts";
import { releaseHold } from "./release-hold.ts";
import { settleHold } from "./settle-hold.ts";
import { topUp } from "./top-up.ts";
import type { Balance, Command, Entry, Hold, Movement, Outcome } from "./types.ts";
import {
  type EntryDraft,
  type LedgerChange,
  type LedgerDenial,
  type LedgerView,
  shortfallAccountId,
} from "./view.ts";
import { emptyBalance, writeEntry } from "./write-entry.ts";

/** How a command finds what it is about: a store's tables, with what is decided but not written. */
export interface LedgerLookup {
  balance(accountId: string): Balance | null;
  hold(id: string): Hold | null;
  movement(id: string): Movement | null;
}

/** A decided command: the answer, and what has to be written for it to be true. */
export interface Applied {
  readonly outcome: Outcome;
  readonly balances: readonly Balance[];
  readonly holds: readonly Hold[];
  readonly movements: readonly Movement[];
  readonly entries: readonly Entry[];
}

/** Decides one command over the books; every store decides by this function alone. */
export function applyCommand(lookup: LedgerLookup, command: Command): Applied {
  const view = viewFor(lookup, command);
  const change = decide(view, command);
  if ("refused" in change) {
    const { balance, hold } = view;
    return nothingWritten({ done: false, refused: change.refused, balance, hold });
  }
  const written = writeChange(lookup, view, change);
  const balance = written.balances[0] ?? view.balance;
  assert(balance !== null, "what was done was done to an account");
  const { repeated, hold, movement } = change;
  return { ...written, outcome: { done: true, repeated, balance, hold, movement } };
}

function viewFor(lookup: LedgerLookup, command: Command): LedgerView {
  const nothing = { hold: null, movement: null, absorbed: zero };
  switch (command.kind) {
    case "open_account":
      return { ...nothing, balance: lookup.balance(command.accountId) };
    case "top_up":
    case "adjust": {
      const movement = lookup.movement(command.id);
      return { ...nothing, balance: lookup.balance(command.accountId), movement };
    }
    case "place_hold": {
      const { accountId, id } = command.order;
      return { ...nothing, balance: lookup.balance(accountId), hold: lookup.hold(id) };
    }
    default: {
      const hold = lookup.hold(command.holdId);
      const balance = hold === null ? null : lookup.balance(hold.order.accountId);
      const settles = command.kind === "settle_hold" && hold !== null && command.due > hold.amount;
      const absorbed = settles ? lookup.balance(shortfallAccountId)?.posted : zero;
      return { ...nothing, balance, hold, absorbed: absorbed ?? zero };
    }
  }
}

function decide(view: LedgerView, command: Command): LedgerChange | LedgerDenial {
  switch (command.kind) {
    case "open_account":
      return openAccount(view, command);
    case "top_up":
      return topUp(view, command);
    case "adjust":
      return adjust(view, command);
    case "place_hold":
      return placeHold(view, command.order);
    case "grow_hold":
      return growHold(view, command);
    case "checkpoint":
      return checkpointHold(view, command);
    case "settle_hold":
      return settleHold(view, command);
    case "release_hold":
      return releaseHold(view, command);
    case "recover_hold":
      return recoverHold(view, command);
  }
}

function nothingWritten(outcome: Outcome): Applied {
  return { outcome, balances: [], holds: [], movements: [], entries: [] };
}

function writeChange(
  lookup: LedgerLookup,
  view: LedgerView,
  change: LedgerChange,
): Omit<Applied, "outcome"> {
  const { entry, hold, movement } = change;
  const holds = hold !== null && hold !== view.hold ? [hold] : [];
  const movements = movement !== null && movement !== view.movement ? [movement] : [];
  if (entry === null) return { balances: [], holds, movements, entries: [] };
  const own = writeEntry(view.balance ?? emptyBalance(entry.accountId), entry);
  if (change.shortfall === zero) {
    return { balances: [own.balance], holds, movements, entries: [own.entry] };
  }
  const absorbed = bookShortfall(lookup, entry, change);
  return {
    balances: [own.balance, absorbed.balance],
    holds,
    movements,
    entries: [own.entry, ...absorbed.entries],
  };
}

/** Adds to what the operator absorbed; the account for it is opened when first needed. */
function bookShortfall(
  lookup: LedgerLookup,
  cause: EntryDraft,
  change: LedgerChange,
): { readonly balance: Balance; readonly entries: readonly Entry[] } {
  const { at, subject } = cause;
  const existing = lookup.balance(shortfallAccountId);
  const draft = { accountId: shortfallAccountId, at, held: zero, owed: zero };
  const opened =
    existing === null
      ? writeEntry(emptyBalance(shortfallAccountId), {
          ...draft,
          kind: "account_opened",
          subject: shortfallAccountId,
          posted: zero,
          facts: {},
        })
      : null;
  const before = opened?.balance ?? existing;
  assert(before !== null, "the shortfall account is open by now");
  const booked = writeEntry(before, {
    ...draft,
    kind: "shortfall_booked",
    subject,
    posted: change.shortfall,
    facts: { account: cause.accountId, shortfall: digits(change.shortfall) },
  });
  const entries = opened === null ? [booked.entry] : [opened.entry, booked.entry];
  return { balance: booked.balance, entries };
}
