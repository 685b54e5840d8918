import type { DatabaseSync } from "node:sqlite";
import { limits } from "../../core/limits.ts";
import { dayOf, formatDay } from "../../core/money/cycle.ts";
import type { UsageQuery, UsageRow } from "../../ports/store.ts";
import { numberOfPlace } from "../places.ts";
import { count, type Row, text } from "./cells.ts";
import { conditionsOf } from "./conditions.ts";
import { prepare } from "./statements.ts";
import { readUsageCounts, usageCounts } from "./sum-rows.ts";

const groups: Readonly<Record<UsageQuery["groupBy"], string>> = {
  day: "day",
  model: "model",
  key: "key_id",
  project: "project_id",
  account: "account_id",
  session: "session_id",
};

/** Dearest first, exactly: what is below a mill of each row may add up to more than one. */
const dearestFirst =
  "sum(cost_mills) + sum(cost_fractions) / 1000000000 DESC, " +
  "sum(cost_fractions) % 1000000000 DESC, 1";

/** Adds up the days' totals. An account's are found day by day, all accounts' in one go. */
export function queryUsage(database: DatabaseSync, query: UsageQuery): readonly UsageRow[] {
  const { accountId, projectId, keyId, model, groupBy } = query;
  const start = numberOfPlace(query.page?.after ?? null);
  if (start === null) return [];
  const [first, last] = [dayOf(query.from), dayOf(query.to)];
  const table = groupBy === "session" ? "usage_sessions" : "usage_days";
  const { sql: fits, values } = conditionsOf([
    ["day >= ?", first],
    ["day <= ?", last],
    ["account_id = ?", accountId],
    ["project_id = ?", projectId],
    ["key_id = ?", keyId],
    ["model = ?", model],
  ]);
  const days = accountId === null ? null : daysBetween(database, { table, first, last });
  const from = `FROM ${days === null ? table : `days CROSS JOIN ${table} USING (day)`} ${fits}`;
  const order = `GROUP BY 1 ORDER BY ${groupBy === "day" ? "1" : dearestFirst}`;
  const page = [query.page?.limit ?? limits.usageRowsMax, start];
  // Sessions are many: by their costs the page's are found, and only those are summed whole.
  const dearest = `session_id IN (SELECT session_id ${from} ${order} LIMIT ? OFFSET ?)`;
  const asked =
    groupBy === "session"
      ? { sql: `${from} AND ${dearest} ${order}`, values: [...values, ...values, ...page] }
      : { sql: `${from} ${order} LIMIT ? OFFSET ?`, values: [...values, ...page] };
  const sums = usageCounts.map((column) => `sum(${column})`).join(", ");
  const sql = `${days?.sql ?? ""} SELECT ${groups[groupBy]}, ${sums} ${asked.sql}`;
  const rows = prepare(database, sql).all(...(days?.values ?? []), ...asked.values);
  return rows.map((row) => ({ group: groupName(row, groupBy), ...readUsageCounts(row.slice(1)) }));
}

interface Span {
  readonly table: string;
  readonly first: number;
  readonly last: number;
}

/** The days asked for that the table can have at all: its keys begin with the day. */
function daysBetween(database: DatabaseSync, { table, first, last }: Span) {
  // Each by itself is one look at an end of the table; together they would be a look at all of it.
  const ends = `SELECT (SELECT min(day) FROM ${table}), (SELECT max(day) FROM ${table})`;
  const kept = prepare(database, ends).get();
  const from = Math.max(first, count(kept?.[0] ?? 0n));
  const to = Math.min(last, count(kept?.[1] ?? 0n));
  const sql =
    "WITH RECURSIVE days (day) AS " +
    "(SELECT CAST(? AS INTEGER) UNION ALL SELECT day + 1 FROM days WHERE day < ?)";
  return { sql, values: [from, to] };
}

function groupName(row: Row, groupBy: UsageQuery["groupBy"]): string {
  return groupBy === "day" ? formatDay(count(row[0])) : text(row[0]);
}
