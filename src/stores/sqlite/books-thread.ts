import type { DatabaseSync } from "node:sqlite";
import { assert } from "../../core/assert.ts";
import { limits } from "../../core/limits.ts";
import { answerQuestions } from "./answer-questions.ts";
import type { BooksTalk } from "./books-talk.ts";
import { count, text } from "./cells.ts";
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

/** A connection of an audit's own, so that reading all books never keeps a commit waiting. */
interface Reading {
  readonly folder: string;
  readonly database: DatabaseSync;
  /** The newest journal position of the instant that is read. */
  readonly position: number;
  readonly entries: Statement;
  readonly balances: Statement;
  readonly holds: Statement;
}

let reading: Reading | null = null;

answerQuestions<BooksTalk>({
  open,
  entries: ({ accountId, sequence }) => current().entries.all(accountId, sequence).map(readEntry),
  balances: (after) => current().balances.all(after).map(readBalance),
  holds: (after) => current().holds.all(after).map(readHold),
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
  };
  return null;
}

function current(): Reading {
  assert(reading !== null, "books are opened before they are read");
  return reading;
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
