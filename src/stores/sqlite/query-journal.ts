import type { DatabaseSync } from "node:sqlite";
import type { PageOf, PlacedEntry } from "../../ports/store.ts";
import { numberOfPlace } from "../places.ts";
import { count } from "./cells.ts";
import { entryColumns, readEntry } from "./ledger-rows.ts";
import { prepare, selectFrom } from "./statements.ts";

/** The journal of all accounts in the order in which it was written; a place is a position. */
export function queryJournal(
  database: DatabaseSync,
  { after, limit }: PageOf<string>,
): readonly PlacedEntry[] {
  const from = numberOfPlace(after);
  if (from === null) return [];
  const sql = selectFrom(
    "journal",
    ["position", ...entryColumns],
    "WHERE position > ? ORDER BY position LIMIT ?",
  );
  return prepare(database, sql)
    .all(from, limit)
    .map(([position, ...row]) => ({ place: String(count(position)), entry: readEntry(row) }));
}
