import type { DatabaseSync } from "node:sqlite";
import { assert } from "../../core/assert.ts";
import type { Session, Spend } from "../../core/ledger/types.ts";
import { zero } from "../../core/money/picodollars.ts";
import type { CycleSum } from "../../core/money/statement.ts";
import { cycleSum } from "../statement-lines.ts";
import { answerQuestions } from "./answer-questions.ts";
import { openExisting } from "./open-database.ts";
import { queryCalls } from "./query-calls.ts";
import { queryEntries } from "./query-entries.ts";
import { queryJournal } from "./query-journal.ts";
import { queryKeyUses } from "./query-key-uses.ts";
import { querySessions } from "./query-sessions.ts";
import { queryStatementLines } from "./query-statement-lines.ts";
import { queryUsage } from "./query-usage.ts";
import type { IdleQuery, ReportsTalk, SessionPlace } from "./reports-talk.ts";
import { prepare, selectFrom } from "./statements.ts";
import {
  cycleColumns,
  readCycle,
  readSession,
  readSpend,
  sessionColumns,
  spendColumns,
} from "./sum-rows.ts";

/** A connection that only reads, and sees what was committed when it is asked. */
let database: DatabaseSync | null = null;

answerQuestions<ReportsTalk>({
  open: (folder) => {
    assert(database === null, "a thread reads one database");
    database = openExisting(folder);
    database.exec("PRAGMA query_only = ON");
    return null;
  },
  spent,
  session,
  idleSessions,
  sessions: (query) => querySessions(books(), query),
  journal: (page) => queryJournal(books(), page),
  entriesOf: (query) => queryEntries(books(), query),
  cycles,
  statementLines: (query) => queryStatementLines(books(), query),
  usage: (query) => queryUsage(books(), query),
  keyUses: (query) => queryKeyUses(books(), query),
  calls: (query) => queryCalls(books(), query),
  close: () => {
    books().close();
    database = null;
    return null;
  },
});

function books(): DatabaseSync {
  assert(database !== null, "a thread is opened before it is asked");
  return database;
}

function spent(scope: string): Spend {
  const sql = selectFrom("spends", spendColumns, "WHERE scope = ?");
  const row = prepare(books(), sql).get(scope);
  return row === null ? { scope, charged: zero, held: zero } : readSpend(row);
}

function session({ accountId, sessionId }: SessionPlace): Session | null {
  const newest = "WHERE account_id = ? AND session_id = ? ORDER BY opening DESC LIMIT 1";
  const row = prepare(books(), selectFrom("sessions", sessionColumns, newest)).get(
    accountId,
    sessionId,
  );
  return row === null ? null : readSession(row);
}

function idleSessions({ before, limit }: IdleQuery): readonly Session[] {
  // Open holds are few, and looked through once.
  const busy =
    "SELECT account_id, session_id FROM holds WHERE state = 'open' AND session_id IS NOT NULL";
  const idle =
    "WHERE settled_at IS NULL AND last_at < ? " +
    `AND (account_id, session_id) NOT IN (${busy}) ORDER BY last_at LIMIT ?`;
  const sql = selectFrom("sessions", sessionColumns, idle);
  return prepare(books(), sql).all(before, limit).map(readSession);
}

function cycles(accountId: string): readonly CycleSum[] {
  const sql = selectFrom("cycles", cycleColumns, "WHERE account_id = ? ORDER BY cycle");
  return prepare(books(), sql)
    .all(accountId)
    .map((row) => cycleSum(readCycle(row)));
}
