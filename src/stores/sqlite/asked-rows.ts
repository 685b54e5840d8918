import type { DatabaseSync } from "node:sqlite";
import { dayOf } from "../../core/money/cycle.ts";
import type { UsageQuery } from "../../ports/store.ts";
import { count } from "./cells.ts";
import { conditionsOf } from "./conditions.ts";
import type { Values } from "./ledger-rows.ts";
import { prepare } from "./statements.ts";

/** Dearest first, exactly: what is below a mill of each row may add up to more than one. */
export const dearestFirst =
  "sum(cost_mills) + sum(cost_fractions) / 1000000000 DESC, " +
  "sum(cost_fractions) % 1000000000 DESC, 1";

/** A part of a statement, and the values of its placeholders in their order. */
export interface Part {
  readonly sql: string;
  readonly values: Values;
}

/** The rows of a table that a question is about. */
export interface AskedRows {
  /** A table of the days, to be said before; null where none is needed. */
  readonly days: Part | null;
  /** `FROM` and `WHERE`. */
  readonly from: Part;
}

type UsageTable = "usage_days" | "usage_sessions" | "session_days";

/**
 * Where a question's rows of a table are. Tables are in the order of days, then accounts: so an
 * account's rows are found day by day, and all accounts' in one go.
 */
export function askedRows(database: DatabaseSync, table: UsageTable, query: UsageQuery): AskedRows {
  const { accountId, projectId, keyId, model } = query;
  const [first, last] = [dayOf(query.from), dayOf(query.to)];
  const { sql: where, values } = conditionsOf([
    ["day >= ?", first],
    ["day <= ?", last],
    ["account_id = ?", accountId],
    ["project_id = ?", projectId],
    ["key_id = ?", keyId],
    ["model = ?", model],
  ]);
  if (accountId === null) return { days: null, from: { sql: `FROM ${table} ${where}`, values } };
  const sql = `FROM days CROSS JOIN ${table} USING (day) ${where}`;
  return { days: daysBetween(database, { table, first, last }), from: { sql, values } };
}

interface Span {
  readonly table: UsageTable;
  readonly first: number;
  readonly last: number;
}

/** The days asked for that the table can have at all. */
function daysBetween(database: DatabaseSync, { table, first, last }: Span): Part {
  // Each by itself is one look at an end of the table; together they would be a look at all of it.
  const ends = `SELECT (SELECT min(day) FROM ${table}), (SELECT max(day) FROM ${table})`;
  const kept = prepare(database, ends).get();
  const from = Math.max(first, count(kept?.[0] ?? 0n));
  const to = Math.min(last, count(kept?.[1] ?? 0n));
  const sql =
    "days (day) AS " +
    "(SELECT CAST(? AS INTEGER) UNION ALL SELECT day + 1 FROM days WHERE day < ?)";
  return { sql, values: [from, to] };
}
