import type { LedgerLookup } from "../../core/ledger/apply-command.ts";
import type { Staged } from "../../core/ledger/stage-commands.ts";
import { changeSums, emptySums, type Sums, sessionName } from "../../core/ledger/sums.ts";
import type { Balance, Entry, Hold, Movement } from "../../core/ledger/types.ts";

/** The books, kept in maps. */
export interface MemoryTables extends LedgerLookup {
  readonly balances: Map<string, Balance>;
  readonly holds: Map<string, Hold>;
  readonly openHoldIds: Set<string>;
  readonly movements: Map<string, Movement>;
  /** Each account's journal, oldest first. */
  readonly journals: Map<string, Entry[]>;
  /** All journals in one, in the order in which they were written. */
  readonly journal: Entry[];
  readonly sums: Sums;
  /** Ids of holds by account and idempotency key: the newest that was placed with it. */
  readonly keyed: Map<string, string>;
  /** Ids of holds by account and the caller's own name for the call, oldest first. */
  readonly named: Map<string, string[]>;
  /** Heads that audits handed out, with where each account's chain stood. */
  readonly heads: Map<string, ReadonlyMap<string, number>>;
}

export function emptyTables(): MemoryTables {
  const balances = new Map<string, Balance>();
  const holds = new Map<string, Hold>();
  const movements = new Map<string, Movement>();
  const sums = emptySums();
  const keyed = new Map<string, string>();
  return {
    balances,
    holds,
    openHoldIds: new Set(),
    movements,
    journals: new Map(),
    journal: [],
    sums,
    keyed,
    named: new Map(),
    heads: new Map(),
    balance: (accountId) => balances.get(accountId) ?? null,
    hold: (id) => holds.get(id) ?? null,
    movement: (id) => movements.get(id) ?? null,
    spend: (scope) => sums.spends.get(scope) ?? null,
    keyedHoldId: (accountId, key) => keyed.get(holdName(accountId, key)) ?? null,
    session: (accountId, sessionId) =>
      sums.newestSessions.get(sessionName({ accountId, sessionId })) ?? null,
  };
}

/** Writes what a transaction decided; nothing here can fail half-way. */
export function writeStaged(tables: MemoryTables, staged: Staged): void {
  for (const balance of [...staged.newBalances, ...staged.changedBalances]) {
    tables.balances.set(balance.accountId, balance);
  }
  for (const hold of staged.newHolds) nameHold(tables, hold);
  for (const hold of [...staged.newHolds, ...staged.changedHolds]) putHold(tables, hold);
  for (const movement of staged.movements) tables.movements.set(movement.id, movement);
  tables.journal.push(...staged.entries);
  for (const entry of staged.entries) {
    const journal = tables.journals.get(entry.accountId);
    if (journal === undefined) tables.journals.set(entry.accountId, [entry]);
    else journal.push(entry);
  }
  changeSums(tables.sums, staged.sums);
}

/** One name for what a caller called something within its account. */
export function holdName(accountId: string, callersName: string): string {
  return JSON.stringify([accountId, callersName]);
}

function putHold(tables: MemoryTables, hold: Hold): void {
  tables.holds.set(hold.order.id, hold);
  if (hold.state === "open") tables.openHoldIds.add(hold.order.id);
  else tables.openHoldIds.delete(hold.order.id);
}

function nameHold(tables: MemoryTables, hold: Hold): void {
  const { id, accountId, clientRequestId, idempotency = null } = hold.order;
  if (idempotency !== null) tables.keyed.set(holdName(accountId, idempotency.key), id);
  if (clientRequestId === null) return;
  const name = holdName(accountId, clientRequestId);
  const ids = tables.named.get(name);
  if (ids === undefined) tables.named.set(name, [id]);
  else ids.push(id);
}
