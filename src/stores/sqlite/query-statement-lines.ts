import type { DatabaseSync } from "node:sqlite";
import type { StatementLine } from "../../ports/store.ts";
import { numberOfPlace } from "../places.ts";
import { lineFromEntry } from "../statement-lines.ts";
import { count } from "./cells.ts";
import { entryColumns, readEntry } from "./ledger-rows.ts";
import type { LinesQuery } from "./reports-talk.ts";
import { prepare, selectFrom } from "./statements.ts";

/**
 * The lines of a cycle are entries of the account's journal, and the cycle's total knows the
 * first and the last of them: nothing beyond these is looked through.
 */
export function queryStatementLines(
  database: DatabaseSync,
  { accountId, cycle, page }: LinesQuery,
): readonly StatementLine[] {
  const after = numberOfPlace(page.after);
  const bounds = prepare(
    database,
    "SELECT first_sequence, last_sequence FROM cycles WHERE account_id = ? AND cycle = ?",
  ).get(accountId, cycle);
  if (after === null || bounds === null) return [];
  const first = Math.max(count(bounds[0]), after + 1);
  const sql = selectFrom("journal", entryColumns, `${lines} ORDER BY sequence LIMIT ?`);
  return prepare(database, sql)
    .all(accountId, first, count(bounds[1]), cycle, page.limit)
    .map((row) => lineFromEntry(readEntry(row)));
}

const lines = `WHERE account_id = ? AND sequence BETWEEN ? AND ?
  AND strftime('%Y-%m', at / 1000, 'unixepoch') = ?
  AND (kind = 'session_settled' OR (
    kind IN ('hold_settled', 'hold_recovered')
    AND (SELECT session_id FROM holds WHERE id = journal.subject) IS NULL))`;
