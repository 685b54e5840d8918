import type { DatabaseSync } from "node:sqlite";
import { limits } from "../../core/limits.ts";
import { formatDay } from "../../core/money/cycle.ts";
import type { UsageQuery, UsageRow } from "../../ports/store.ts";
import { numberOfPlace } from "../places.ts";
import { askedRows, dearestFirst, type Part } from "./asked-rows.ts";
import { count, type Row, text } from "./cells.ts";
import { conditionsOf } from "./conditions.ts";
import type { Values } from "./ledger-rows.ts";
import { prepare } from "./statements.ts";
import { readUsageCounts, usageCounts } from "./sum-rows.ts";

const groups: Readonly<Record<Exclude<UsageQuery["groupBy"], "session">, string>> = {
  day: "day",
  model: "model",
  key: "key_id",
  project: "project_id",
  account: "account_id",
};

const sums = usageCounts.map((column) => `sum(${column})`).join(", ");

/** Adds up the days' totals. */
export function queryUsage(database: DatabaseSync, query: UsageQuery): readonly UsageRow[] {
  const { groupBy } = query;
  const start = numberOfPlace(query.page?.after ?? null);
  if (start === null) return [];
  const page = [query.page?.limit ?? limits.usageRowsMax, start];
  const { sql, values } =
    groupBy === "session"
      ? ofSessions(database, query, page)
      : ofGroups(database, { ...query, groupBy }, page);
  const rows = prepare(database, sql).all(...values);
  return rows.map((row) => ({ group: groupName(row, groupBy), ...readUsageCounts(row.slice(1)) }));
}

type GroupsQuery = UsageQuery & { readonly groupBy: keyof typeof groups };

function ofGroups(database: DatabaseSync, query: GroupsQuery, page: Values): Part {
  const { days, from } = askedRows(database, "usage_days", query);
  const order = query.groupBy === "day" ? "1" : dearestFirst;
  const tables = days === null ? "" : `WITH RECURSIVE ${days.sql}`;
  return {
    sql:
      `${tables} SELECT ${groups[query.groupBy]}, ${sums} ` +
      `${from.sql} GROUP BY 1 ORDER BY ${order} LIMIT ? OFFSET ?`,
    values: [...(days?.values ?? []), ...from.values, ...page],
  };
}

/**
 * Sessions are many: by their costs alone the page's are found, and only the usage of those is
 * read. Where the question names no project, key or model, their days' costs are all it takes.
 */
function ofSessions(database: DatabaseSync, query: UsageQuery, page: Values): Part {
  const { projectId, keyId, model } = query;
  const { sql: fits, values: named } = conditionsOf([
    ["project_id = ?", projectId],
    ["key_id = ?", keyId],
    ["model = ?", model],
  ]);
  const anyCall = { ...query, projectId: null, keyId: null, model: null };
  const every = askedRows(database, "session_days", anyCall);
  const rated = fits === "" ? every : askedRows(database, "usage_sessions", query);
  const tables = [
    ...(every.days === null ? [] : [every.days.sql]),
    `dearest (session_id) AS (SELECT session_id ${rated.from.sql}
      GROUP BY 1 ORDER BY ${dearestFirst} LIMIT ? OFFSET ?)`,
    `found AS (SELECT day, account_id, session_id ${every.from.sql}
      AND session_id IN (SELECT session_id FROM dearest))`,
  ];
  return {
    sql: `WITH RECURSIVE ${tables.join(", ")}
      SELECT session_id, ${sums}
      FROM found CROSS JOIN usage_sessions USING (day, account_id, session_id) ${fits}
      GROUP BY 1 ORDER BY ${dearestFirst}`,
    values: [
      ...(every.days?.values ?? []),
      ...rated.from.values,
      ...page,
      ...every.from.values,
      ...named,
    ],
  };
}

function groupName(row: Row, groupBy: UsageQuery["groupBy"]): string {
  return groupBy === "day" ? formatDay(count(row[0])) : text(row[0]);
}
