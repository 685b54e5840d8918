import type { DatabaseSync } from "node:sqlite";
import type { Session } from "../../core/ledger/types.ts";
import type { SessionQuery } from "../../ports/store.ts";
import { openingOfPlace } from "../places.ts";
import { prepare, selectFrom } from "./statements.ts";
import { readSession, sessionColumns } from "./sum-rows.ts";

/** Sessions of an account by id and opening; a place names both. */
export function querySessions(
  database: DatabaseSync,
  { accountId, open, page }: SessionQuery,
): readonly Session[] {
  const after = openingOfPlace(page.after);
  if (after === null) return [];
  const state = open === null ? "" : `AND settled_at IS ${open ? "NULL" : "NOT NULL"}`;
  const sql = selectFrom(
    "sessions",
    sessionColumns,
    `WHERE account_id = ? AND (session_id, opening) > (?, ?) ${state}
      ORDER BY session_id, opening LIMIT ?`,
  );
  return prepare(database, sql)
    .all(accountId, after.sessionId, after.opening, page.limit)
    .map(readSession);
}
