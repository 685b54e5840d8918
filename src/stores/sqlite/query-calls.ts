import type { DatabaseSync } from "node:sqlite";
import type { Hold } from "../../core/ledger/types.ts";
import type { CallQuery } from "../../ports/store.ts";
import { count } from "./cells.ts";
import { conditionsOf } from "./conditions.ts";
import { orderColumns, readHold, stateColumns } from "./ledger-rows.ts";
import { prepare, selectFrom } from "./statements.ts";

/** Calls, newest first, by the narrowest list that the question names. */
export function queryCalls(database: DatabaseSync, query: CallQuery): readonly Hold[] {
  const { after, limit } = query.page;
  const place = after === null ? null : positionOf(database, after);
  if (after !== null && place === null) return [];
  const running = query.status === "running";
  const { sql, values } = conditionsOf([
    ["position < ?", place],
    ["account_id = ?", query.accountId],
    ["project_id = ?", query.projectId],
    ["key_id = ?", query.keyId],
    ["session_id = ?", query.sessionId],
    ["model = ?", query.model],
    ["state = ?", running ? "open" : null],
    ["status = ?", running ? null : query.status],
    ["opened_at >= ?", query.from],
    ["opened_at < ?", query.to],
  ]);
  const table = `holds ${listFor(query)}`;
  const rest = `${sql} ORDER BY position DESC LIMIT ?`;
  return prepare(database, selectFrom(table, [...orderColumns, ...stateColumns], rest))
    .all(...values, limit)
    .map(readHold);
}

function positionOf(database: DatabaseSync, id: string): number | null {
  const row = prepare(database, "SELECT position FROM holds WHERE id = ?").get(id);
  return row === null ? null : count(row[0]);
}

/** Each of these lists is in the order of positions, so that a page ends as soon as it is full. */
function listFor({ accountId, projectId, keyId, sessionId }: CallQuery): string {
  if (accountId !== null && sessionId !== null) return "INDEXED BY holds_in_session";
  if (keyId !== null) return "INDEXED BY holds_of_key";
  if (projectId !== null) return "INDEXED BY holds_of_project";
  return accountId === null ? "NOT INDEXED" : "INDEXED BY holds_of_account";
}
