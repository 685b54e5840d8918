import type { DatabaseSync } from "node:sqlite";
import type { Instant } from "../../core/ledger/types.ts";
import { dayOf } from "../../core/money/cycle.ts";
import { zero } from "../../core/money/picodollars.ts";
import type { KeyUse, KeyUsesQuery } from "../../ports/store.ts";
import { count, countOrNull, text } from "./cells.ts";
import { prepare } from "./statements.ts";
import { readSum } from "./sum-rows.ts";

/** What some keys did since a day, and when each was last used: no other key's row is read. */
export function queryKeyUses(database: DatabaseSync, query: KeyUsesQuery): readonly KeyUse[] {
  const sums = prepare(
    database,
    `SELECT sum(calls), sum(cost_mills), sum(cost_fractions)
     FROM usage_days INDEXED BY usage_days_of_key WHERE key_id = ? AND day >= ?`,
  );
  const newest = prepare(
    database,
    `SELECT max(last_at) FROM usage_days INDEXED BY usage_days_of_key
     WHERE key_id = ?1 AND day = (SELECT max(day) FROM usage_days WHERE key_id = ?1)`,
  );
  const running = runningSince(database);
  return query.keyIds.map((keyId) => {
    const [calls = null, mills = null, fractions = null] = sums.get(keyId, dayOf(query.from)) ?? [];
    const endedAt = countOrNull(newest.get(keyId)?.[0] ?? null);
    return {
      keyId,
      calls: calls === null ? 0 : count(calls),
      cost: mills === null ? zero : readSum(mills, fractions),
      lastAt: later(endedAt, running.get(keyId) ?? null),
    };
  });
}

/** When the newest running call of each key was placed. Open holds are few, and read once. */
function runningSince(database: DatabaseSync): ReadonlyMap<string, Instant> {
  const sql = "SELECT key_id, max(opened_at) FROM holds WHERE state = 'open' GROUP BY key_id";
  const rows = prepare(database, sql).all();
  return new Map(rows.map((row) => [text(row[0]), count(row[1])]));
}

function later(first: Instant | null, second: Instant | null): Instant | null {
  if (first === null || second === null) return first ?? second;
  return Math.max(first, second);
}
