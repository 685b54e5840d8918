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
import { settleSession } from "./settle-session.ts";
import { noSumChanges, type SumChanges } from "./sums.ts";
import { sumsAfter } from "./sums-after.ts";
import { topUp } from "./top-up.ts";
import type {
  Balance,
  Command,
  Entry,
  Hold,
  HoldOrder,
  Movement,
  Outcome,
  Session,
  Spend,
} from "./types.ts";
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
  spend(scope: string): Spend | null;
  /** The id of the newest hold that was placed with this idempotency key. */
  keyedHoldId(accountId: string, key: string): string | null;
  /** The newest opening of that id. */
  session(accountId: string, sessionId: string): Session | null;
}

/** A decided command: the answer, and what has to be written for it to be true. */
export interface Applied {
  readonly outcome: Outcome;
  readonly balances: readonly Balance[];
  readonly holds: readonly Hold[];
  readonly movements: readonly Movement[];
  readonly entries: readonly Entry[];
  readonly sums: SumChanges;
}

/** Decides one command over the books; every store decides by this function alone. */
export function applyCommand(lookup: LedgerLookup, command: Command): Applied {
  const view = viewFor(lookup, command);
  const change = decide(view, command);
  if ("refused" in change) {
    const { balance, hold } = view;
    return { ...unwritten, outcome: { done: false, refused: change.refused, balance, hold } };
  }
  // What had been done before is written already, be it by another command.
  const written = change.repeated ? unwritten : writeChange(lookup, view, change);
  const balance = written.balances[0] ?? view.balance;
  assert(balance !== null, "what was done was done to an account");
  const { repeated, hold, movement } = change;
  const session = written.sums.sessions[0] ?? view.session;
  return { ...written, outcome: { done: true, repeated, balance, hold, movement, session } };
}

const nothing: LedgerView = {
  balance: null,
  hold: null,
  movement: null,
  keyed: null,
  spend: null,
  session: null,
  absorbed: zero,
};

function viewFor(lookup: LedgerLookup, command: Command): LedgerView {
  switch (command.kind) {
    case "open_account":
      return { ...nothing, balance: lookup.balance(command.accountId) };
    case "top_up":
    case "adjust": {
      const movement = lookup.movement(command.id);
      return { ...nothing, balance: lookup.balance(command.accountId), movement };
    }
    case "settle_session": {
      const { accountId, sessionId } = command;
      const session = lookup.session(accountId, sessionId);
      return { ...nothing, balance: lookup.balance(accountId), session };
    }
    case "place_hold":
      return viewForOrder(lookup, command.order);
    default: {
      const hold = lookup.hold(command.holdId);
      if (hold === null) return nothing;
      const settles = command.kind === "settle_hold" && command.due > hold.amount;
      const absorbed = settles ? lookup.balance(shortfallAccountId)?.posted : zero;
      return { ...viewBeside(lookup, hold.order), hold, absorbed: absorbed ?? zero };
    }
  }
}

function viewForOrder(lookup: LedgerLookup, order: HoldOrder): LedgerView {
  const { id, accountId, idempotency = null } = order;
  const keyedId = idempotency === null ? null : lookup.keyedHoldId(accountId, idempotency.key);
  const keyed = keyedId === null ? null : lookup.hold(keyedId);
  return { ...viewBeside(lookup, order), hold: lookup.hold(id), keyed };
}

/** What the books say of a hold beside itself. */
function viewBeside(lookup: LedgerLookup, order: HoldOrder): LedgerView {
  const { accountId, sessionId, spendLimit = null } = order;
  const balance = lookup.balance(accountId);
  const spend = spendLimit === null ? null : lookup.spend(spendLimit.scope);
  const session = sessionId === null ? null : lookup.session(accountId, sessionId);
  return { ...nothing, balance, spend, session };
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
    case "settle_session":
      return settleSession(view, command);
  }
}

type Written = Omit<Applied, "outcome">;

const unwritten: Written = {
  balances: [],
  holds: [],
  movements: [],
  entries: [],
  sums: noSumChanges,
};

function writeChange(lookup: LedgerLookup, view: LedgerView, change: LedgerChange): Written {
  const { entry, hold, movement } = change;
  const holds = hold !== null && hold !== view.hold ? [hold] : [];
  const movements = movement !== null ? [movement] : [];
  if (entry === null) return { ...unwritten, holds, movements };
  const own = writeEntry(view.balance ?? emptyBalance(entry.accountId), entry);
  const sums = sumsAfter(view, change, own.entry);
  if (change.shortfall === zero) {
    return { balances: [own.balance], holds, movements, entries: [own.entry], sums };
  }
  const absorbed = bookShortfall(lookup, entry, change);
  return {
    balances: [own.balance, absorbed.balance],
    holds,
    movements,
    entries: [own.entry, ...absorbed.entries],
    sums,
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
