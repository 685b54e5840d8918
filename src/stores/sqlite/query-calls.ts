import type { DatabaseSync } from "node:sqlite";
import type { Hold } from "../../core/ledger/types.ts";
import type { CallQuery } from "../../ports/store.ts";
import { count, type Row } from "./cells.ts";
import { type Condition, conditionsOf } from "./conditions.ts";
import { type BucketRange, bucketBits, bucketsBetween } from "./hold-buckets.ts";
import { orderColumns, readHold, stateColumns } from "./ledger-rows.ts";
import { narrowCalls } from "./narrow-calls.ts";
import { prepare, selectFrom } from "./statements.ts";

/** Calls, newest first. */
export function queryCalls(database: DatabaseSync, asked: CallQuery): readonly Hold[] {
  const query = narrowCalls(database, asked);
  if (query === null) return [];
  const end = endOf(database, query);
  const buckets = bucketsBetween(database, query.from, query.to);
  if (end === null || buckets === null) return [];
  const way = wayOf(query);
  const rows =
    way === "holds_by_owner"
      ? searchBuckets(database, query, { end, buckets })
      : searchList(database, query, { end, buckets, way });
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

/** The index that leads to what is asked; null for the list itself. */
type Way = "holds_open" | "holds_in_session" | "holds_ended_otherwise" | "holds_by_owner" | null;

/** What leaves the least to look through: few run, a session is short, most calls complete. */
function wayOf({ accountId, projectId, keyId, sessionId, model, status }: CallQuery): Way {
  if (status === "running") return "holds_open";
  if (sessionId !== null) return "holds_in_session";
  if (status !== null && status !== "completed") return "holds_ended_otherwise";
  const byOwner = [accountId, projectId, keyId, model].some((name) => name !== null);
  return byOwner ? "holds_by_owner" : null;
}

interface Part {
  /** The position that the page ends before. */
  readonly end: number;
  /** Those that can have calls of the time that is asked for. */
  readonly buckets: BucketRange;
}

/** The calls are chosen first, and only those on the page are read whole. */
function searchList(
  database: DatabaseSync,
  query: CallQuery,
  { end, buckets, way }: Part & { readonly way: Way },
): readonly Row[] {
  const { sql, values } = conditionsOf([
    ["position < ?", Math.min(end, (buckets.last + 1) * 2 ** bucketBits)],
    ["position >= ?", buckets.first * 2 ** bucketBits],
    ...sessionOwners(query),
    ...conditions(query),
  ]);
  const known = way === null ? "NOT INDEXED" : `INDEXED BY ${way}`;
  const chosen = `SELECT position FROM holds ${known} ${sql} ORDER BY position DESC LIMIT ?`;
  const rest = `NOT INDEXED WHERE position IN (${chosen}) ORDER BY position DESC`;
  return prepare(database, selectFrom("holds", holdColumns, rest)).all(...values, query.page.limit);
}

/** Sessions are found by their account: without one, those that have such a session are. */
function sessionOwners({ accountId, sessionId }: CallQuery): readonly Condition[] {
  if (accountId !== null || sessionId === null) return [];
  const owners =
    "SELECT account_id FROM balances AS owner WHERE EXISTS (SELECT 1 FROM sessions " +
    "WHERE sessions.account_id = owner.account_id AND sessions.session_id = ?)";
  return [[`account_id IN (${owners})`, sessionId]];
}

/**
 * A list for each account, project and key would cost every call three writes all over the disk.
 * Instead one index orders the calls by owner and model within buckets of 512: whoever asks looks
 * into bucket after bucket, and whoever calls writes where the last one wrote.
 */
function searchBuckets(
  database: DatabaseSync,
  query: CallQuery,
  { end, buckets }: Part,
): readonly Row[] {
  const { limit } = query.page;
  const { sql, values } = conditionsOf([
    [`position >> ${bucketBits} = ?`, 0],
    ["position < ?", end],
    ...conditions(query),
  ]);
  const rest = `INDEXED BY holds_by_owner ${sql} ORDER BY position DESC LIMIT ?`;
  const bucket = prepare(database, selectFrom("holds", holdColumns, rest));
  const newest = Math.min(buckets.last, Math.floor((end - 1) / 2 ** bucketBits));
  const found: Row[] = [];
  for (let place = newest; place >= buckets.first; place--) {
    found.push(...bucket.all(place, ...values.slice(1), limit - found.length));
    if (found.length >= limit) break;
  }
  return found;
}

const holdColumns = [...orderColumns, ...stateColumns];

function conditions(query: CallQuery): readonly Condition[] {
  const { status } = query;
  const running = status === "running";
  const otherwise = status !== null && status !== "completed" && !running;
  return [
    ["account_id = ?", query.accountId],
    ["project_id = ?", query.projectId],
    ["key_id = ?", query.keyId],
    ["session_id = ?", query.sessionId],
    ["model = ?", query.model],
    // Only by these very texts does SQLite see that an index of some calls has all that are asked.
    ["state = 'open' AND ?", running ? 1 : null],
    ["status <> 'completed' AND status = ?", otherwise ? status : null],
    ["status = ?", status === "completed" ? status : null],
    ["opened_at >= ?", query.from],
    ["opened_at < ?", query.to],
  ];
}
