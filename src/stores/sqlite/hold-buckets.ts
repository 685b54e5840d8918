import type { DatabaseSync } from "node:sqlite";
import type { Hold, Instant } from "../../core/ledger/types.ts";
import { countOrNull } from "./cells.ts";
import { prepare } from "./statements.ts";

/** Of a hold's position, this many bits are its place within its bucket. */
export const bucketBits = 9;
const holdsOfBucket = 2 ** bucketBits;

/** Keeps the first and last moment that calls of each bucket were placed at. */
export function bucketWriter(database: DatabaseSync): (placed: readonly Hold[]) => void {
  // Positions ascend and no hold is ever deleted: those just placed end with the greatest.
  const widen = prepare(
    database,
    `INSERT INTO hold_buckets (bucket, first_at, last_at)
     SELECT (max(position) - ?) >> ${bucketBits}, ?, ? FROM holds WHERE true
     ON CONFLICT DO UPDATE SET
       first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`,
  );
  return (placed) => {
    if (placed.length === 0) return;
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { order } of placed) {
      first = Math.min(first, order.at);
      last = Math.max(last, order.at);
    }
    // Of two or more buckets each is told the moments of all, which is wide and never wrong.
    for (let before = placed.length - 1; before > 0; before -= holdsOfBucket) {
      widen.run(before, first, last);
    }
    widen.run(0, first, last);
  };
}

/** From the first bucket to the last, both included. */
export interface BucketRange {
  readonly first: number;
  readonly last: number;
}

/** The buckets with all calls that were placed from an instant on, and before another. */
export function bucketsBetween(
  database: DatabaseSync,
  from: Instant | null,
  to: Instant | null,
): BucketRange | null {
  const sql =
    "SELECT min(bucket), max(bucket) FROM hold_buckets WHERE last_at >= ? AND first_at < ?";
  const [earliest, latest] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const row = prepare(database, sql).get(from ?? earliest, to ?? latest);
  const first = countOrNull(row?.[0] ?? null);
  const last = countOrNull(row?.[1] ?? null);
  return first === null || last === null ? null : { first, last };
}
