import type { DatabaseSync } from "node:sqlite";
import type { Hold } from "../../core/ledger/types.ts";
import type { CallQuery } from "../../ports/store.ts";
import { count, type Row } from "./cells.ts";
import { conditionsOf } from "./conditions.ts";
import { orderColumns, readHold, stateColumns } from "./ledger-rows.ts";
import { prepare, selectFrom } from "./statements.ts";

/** Of a hold's position, this many bits are its place within a bucket of `holds_by_owner`. */
const bucketBits = 9;

/** Calls, newest first. */
export function queryCalls(database: DatabaseSync, query: CallQuery): readonly Hold[] {
  const end = endOf(database, query);
  if (end === null) return [];
  const rows = ownersAlone(query)
    ? searchBuckets(database, query, end)
    : searchList(database, query, end);
  return rows.map(readHold);
}

/** The position that the page ends before; null where `after` is no call. */
function endOf(database: DatabaseSync, { page }: CallQuery): number | null {
  const sql =
    page.after === null
      ? "SELECT coalesce(max(position), 0) + 1 FROM holds WHERE ? IS NULL"
      : "SELECT position FROM holds WHERE id = ?";
  const row = prepare(database, sql).get(page.after);
  return row === null ? null : count(row[0]);
}

/** Only account, project or key narrow the list, and no other index knows it. */
function ownersAlone({ accountId, projectId, keyId, sessionId, status }: CallQuery): boolean {
  if (status === "running" || (accountId !== null && sessionId !== null)) return false;
  return accountId !== null || projectId !== null || keyId !== null;
}

/** Lists that are short, or in the order of positions, so that a page ends where it is full. */
function searchList(database: DatabaseSync, query: CallQuery, end: number): readonly Row[] {
  const running = query.status === "running";
  const inSession = query.accountId !== null && query.sessionId !== null;
  const known = inSession ? "INDEXED BY holds_in_session" : "NOT INDEXED";
  const { sql, values } = conditionsOf([["position < ?", end], ...conditions(query)]);
  const rest = `${running ? "INDEXED BY holds_open" : known} ${sql} ORDER BY position DESC LIMIT ?`;
  return prepare(database, selectFrom("holds", holdColumns, rest)).all(...values, query.page.limit);
}

/**
 * A list for each account, project and key would cost every call three writes all over the disk.
 * Instead one index orders the calls by owner within buckets of 512: whoever asks looks into
 * bucket after bucket, and whoever calls writes where the last one wrote.
 */
function searchBuckets(database: DatabaseSync, query: CallQuery, end: number): readonly Row[] {
  const { limit } = query.page;
  const { sql, values } = conditionsOf([
    [`position >> ${bucketBits} = ?`, 0],
    ["position < ?", end],
    ...conditions(query),
  ]);
  const rest = `INDEXED BY holds_by_owner ${sql} ORDER BY position DESC LIMIT ?`;
  const bucket = prepare(database, selectFrom("holds", holdColumns, rest));
  const found: Row[] = [];
  for (let place = Math.floor((end - 1) / 2 ** bucketBits); place >= 0; place--) {
    found.push(...bucket.all(place, ...values.slice(1), limit - found.length));
    if (found.length >= limit) break;
  }
  return found;
}

const holdColumns = [...orderColumns, ...stateColumns];

function conditions(query: CallQuery) {
  const running = query.status === "running";
  return [
    ["account_id = ?", query.accountId],
    ["project_id = ?", query.projectId],
    ["key_id = ?", query.keyId],
    ["session_id = ?", query.sessionId],
    ["model = ?", query.model],
    // Only by this very text does SQLite see that the index of open holds has them all.
    ["state = 'open' AND ?", running ? 1 : null],
    ["status = ?", running ? null : query.status],
    ["opened_at >= ?", query.from],
    ["opened_at < ?", query.to],
  ] as const;
}
