import type { DatabaseSync } from "node:sqlite";
import { assert } from "../../core/assert.ts";
import { limits } from "../../core/limits.ts";
import { answerQuestions } from "./answer-questions.ts";
import type { BooksTalk, ListPlace } from "./books-talk.ts";
import { count, type Row, text } from "./cells.ts";
import {
  balanceColumns,
  entryColumns,
  orderColumns,
  readBalance,
  readEntry,
  readHold,
  stateColumns,
} from "./ledger-rows.ts";
import { openExisting } from "./open-database.ts";
import { prepare, type Statement, selectFrom } from "./statements.ts";
import {
  cycleColumns,
  readCycle,
  readSession,
  readSessionDay,
  readSpend,
  readUsageTotal,
  sessionColumns,
  sessionDayColumns,
  spendColumns,
  usageCounts,
  usageNames,
  usageTimes,
} from "./sum-rows.ts";

/** A connection of an audit's own, so that reading all books never keeps a commit waiting. */
interface Reading {
  readonly folder: string;
  readonly database: DatabaseSync;
  /** The newest journal position of the instant that is read. */
  readonly position: number;
  readonly entries: Statement;
  readonly balances: Statement;
  readonly holds: Statement;
  /** Lists that are being read, each at its place. */
  readonly lists: Map<string, Iterator<Row>>;
}

let reading: Reading | null = null;

const allUsage = [
  selectFrom("usage_days", [...usageNames, "NULL", ...usageCounts, ...usageTimes], ""),
  selectFrom("usage_sessions", [...usageNames, "session_id", ...usageCounts, ...usageTimes], ""),
].join(" UNION ALL ");

const allSessionDays = selectFrom("session_days", sessionDayColumns, "");

answerQuestions<BooksTalk>({
  open,
  entries: ({ accountId, sequence }) => current().entries.all(accountId, sequence).map(readEntry),
  balances: (after) => current().balances.all(after).map(readBalance),
  holds: (after) => current().holds.all(after).map(readHold),
  spends: (place) => nextRows(place, selectFrom("spends", spendColumns, "")).map(readSpend),
  sessions: (place) => nextRows(place, selectFrom("sessions", sessionColumns, "")).map(readSession),
  cycles: (place) => nextRows(place, selectFrom("cycles", cycleColumns, "")).map(readCycle),
  usage: (place) => nextRows(place, allUsage).map(readUsageTotal),
  sessionDays: (place) => nextRows(place, allSessionDays).map(readSessionDay),
  remembered,
  remember,
  close: () => {
    current().database.close();
    reading = null;
    return null;
  },
});

function open(folder: string): null {
  assert(reading === null, "a thread reads one database");
  const database = openExisting(folder);
  const page = `LIMIT ${limits.auditPageRows}`;
  const entries = `WHERE (account_id, sequence) > (?, ?) ORDER BY account_id, sequence ${page}`;
  const balances = `WHERE account_id > ? ORDER BY account_id ${page}`;
  const holds = `WHERE id > ? ORDER BY id ${page}`;
  // Until it ends, this transaction sees the instant of its first read.
  database.exec("BEGIN");
  const newest = prepare(database, "SELECT coalesce(max(position), 0) FROM journal").get();
  reading = {
    folder,
    database,
    position: count(newest?.[0]),
    entries: prepare(database, selectFrom("journal", entryColumns, entries)),
    balances: prepare(database, selectFrom("balances", balanceColumns, balances)),
    holds: prepare(database, selectFrom("holds", [...orderColumns, ...stateColumns], holds)),
    lists: new Map(),
  };
  return null;
}

function current(): Reading {
  assert(reading !== null, "books are opened before they are read");
  return reading;
}

/** The next page of a list, which this thread's transaction keeps as it was. */
function nextRows(place: ListPlace, sql: string): readonly Row[] {
  const { database, lists } = current();
  if (place === "start") lists.set(sql, prepare(database, sql).each());
  const list = lists.get(sql);
  assert(list !== undefined, "a list is read from its start");
  const rows: Row[] = [];
  while (rows.length < limits.auditPageRows) {
    const next = list.next();
    if (next.done === true) break;
    rows.push(next.value);
  }
  return rows;
}

/**
 * Where each chain stood at a remembered head: the journal's positions ascend, so the one number
 * that was kept says it for all accounts. If rows were cut since, the chains end earlier and give
 * another head.
 */
function remembered(head: string): ReadonlyMap<string, number> | null {
  const { database } = current();
  const kept = prepare(database, "SELECT position FROM audit_heads WHERE head = ?").get(head);
  if (kept === null) return null;
  const position = count(kept[0]);
  const sql =
    "SELECT account_id, max(sequence) FROM journal WHERE position <= ? GROUP BY account_id";
  const rows = prepare(database, sql).all(position);
  return new Map(rows.map((row) => [text(row[0]), count(row[1])]));
}

/** Through a connection of its own: the one that reads stays at its instant. */
function remember(head: string): null {
  const { folder, position } = current();
  const writing = openExisting(folder);
  try {
    const sql = "INSERT INTO audit_heads (head, position) VALUES (?, ?) ON CONFLICT DO NOTHING";
    prepare(writing, sql).run(head, position);
    return null;
  } finally {
    writing.close();
  }
}
