import type { DatabaseSync } from "node:sqlite";
import { assert } from "../../core/assert.ts";
import type { LedgerLookup } from "../../core/ledger/apply-command.ts";
import type { Staged } from "../../core/ledger/stage-commands.ts";
import type { Entry, Hold } from "../../core/ledger/types.ts";
import { textOrNull } from "./cells.ts";
import { bucketWriter } from "./hold-buckets.ts";
import {
  balanceColumns,
  balanceValues,
  entryColumns,
  entryValues,
  movementColumns,
  movementValues,
  orderColumns,
  orderValues,
  readBalance,
  readEntry,
  readHold,
  readMovement,
  reportColumns,
  stateColumns,
  stateValues,
} from "./ledger-rows.ts";
import { openRecentBalances, type RecentBalances } from "./recent-balances.ts";
import { openRecentHolds, type RecentHolds } from "./recent-holds.ts";
import { insertInto, prepare, selectFrom, updateSet } from "./statements.ts";
import { openSumTables } from "./sum-tables.ts";

/** The ledger's tables behind prepared statements. Reading and writing are this thread's own. */
export interface LedgerTables extends LedgerLookup {
  readonly holdNamed: (accountId: string, clientRequestId: string) => Hold | null;
  readonly openHolds: () => readonly Hold[];
  readonly entries: (accountId: string, after: number, limit: number) => readonly Entry[];
  /** Writes what a transaction decided. Throws where a constraint of the schema says no. */
  readonly write: (staged: Staged) => void;
  /** After the commit of what was written. */
  readonly keep: (staged: Staged) => void;
}

export function openLedgerTables(database: DatabaseSync): LedgerTables {
  const { writeSums, ...sums } = openSumTables(database);
  const writeBooks = writer(database);
  const write = (staged: Staged): void => {
    writeBooks(staged);
    writeSums(staged.sums);
  };
  const recent: Recent = {
    balances: openRecentBalances(),
    holds: openRecentHolds(greatestHoldId(database)),
  };
  const keep = (staged: Staged): void => {
    recent.balances.keep(staged);
    recent.holds.keep(staged);
  };
  return { ...lookups(database, recent), ...sums, ...lists(database), write, keep };
}

interface Recent {
  readonly balances: RecentBalances;
  readonly holds: RecentHolds;
}

function greatestHoldId(database: DatabaseSync): string | null {
  return textOrNull(prepare(database, "SELECT max(id) FROM holds").get()?.[0] ?? null);
}

const holdColumns = [...orderColumns, ...stateColumns];

function lookups(
  database: DatabaseSync,
  recent: Recent,
): Pick<LedgerTables, "balance" | "hold" | "movement"> {
  const balance = prepare(database, selectFrom("balances", balanceColumns, "WHERE account_id = ?"));
  const hold = prepare(database, selectFrom("holds", holdColumns, "WHERE id = ?"));
  const movement = prepare(database, selectFrom("movements", movementColumns, "WHERE id = ?"));
  return {
    balance: (accountId) =>
      recent.balances.find(accountId) ?? mapRow(balance.get(accountId), readBalance),
    hold: (id) => {
      const known = recent.holds.find(id);
      return known === undefined ? mapRow(hold.get(id), readHold) : known;
    },
    movement: (id) => mapRow(movement.get(id), readMovement),
  };
}

function lists(database: DatabaseSync): Pick<LedgerTables, "holdNamed" | "openHolds" | "entries"> {
  const named = "WHERE account_id = ? AND client_request_id = ?";
  const newest = "ORDER BY opened_at DESC, position DESC LIMIT 1";
  const holdNamed = prepare(database, selectFrom("holds", holdColumns, `${named} ${newest}`));
  const open = "WHERE state = 'open' ORDER BY opened_at, position";
  const openHolds = prepare(database, selectFrom("holds", holdColumns, open));
  const page = "WHERE account_id = ? AND sequence > ? ORDER BY sequence LIMIT ?";
  const entries = prepare(database, selectFrom("journal", entryColumns, page));
  return {
    holdNamed: (accountId, clientRequestId) =>
      mapRow(holdNamed.get(accountId, clientRequestId), readHold),
    openHolds: () => openHolds.all().map(readHold),
    entries: (accountId, after, limit) => entries.all(accountId, after, limit).map(readEntry),
  };
}

function writer(database: DatabaseSync): LedgerTables["write"] {
  const newBalance = prepare(database, insertInto("balances", balanceColumns));
  const balance = prepare(database, updateSet("balances", balanceColumns));
  const changing = [...stateColumns, ...reportColumns];
  const openHold = prepare(database, insertInto("holds", [...orderColumns, ...openingColumns]));
  const newHold = prepare(database, insertInto("holds", [...orderColumns, ...changing]));
  const hold = prepare(database, updateSet("holds", [...changing, "id"]));
  const writeBuckets = bucketWriter(database);
  const movement = prepare(database, insertInto("movements", movementColumns));
  const entry = prepare(database, insertInto("journal", entryColumns));
  return (staged) => {
    for (const row of staged.newBalances) newBalance.run(...balanceValues(row));
    for (const row of staged.changedBalances) {
      const changed = balance.run(...balanceValues(row));
      assert(changed === 1, "a balance that was loaded is still there");
    }
    for (const row of staged.newHolds) {
      if (isAsOpened(row)) openHold.run(...orderValues(row), row.state, row.amount, row.shortfall);
      else newHold.run(...orderValues(row), ...stateValues(row));
    }
    writeBuckets(staged.newHolds);
    for (const row of staged.changedHolds) {
      const changed = hold.run(...stateValues(row), row.order.id);
      assert(changed === 1, "a hold that was loaded is still there");
    }
    for (const row of staged.movements) movement.run(...movementValues(row));
    for (const row of staged.entries) entry.run(...entryValues(row));
  };
}

/** Of what becomes of a hold, all that is not null when it begins. */
const openingColumns = ["state", "amount", "shortfall"];

function isAsOpened({ state, checkpoint }: Hold): boolean {
  return state === "open" && checkpoint === null;
}

function mapRow<Value>(row: readonly unknown[] | null, read: (row: readonly unknown[]) => Value) {
  return row === null ? null : read(row);
}
