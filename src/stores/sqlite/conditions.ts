import type { SQLInputValue } from "node:sqlite";
import type { Values } from "./ledger-rows.ts";

/** A test with one placeholder, and what stands there; null where it is not asked for. */
export type Condition = readonly [string, SQLInputValue];

/** The `WHERE` of what is asked for, with its values in order. */
export function conditionsOf(conditions: readonly Condition[]): {
  readonly sql: string;
  readonly values: Values;
} {
  const asked = conditions.filter(([, value]) => value !== null);
  if (asked.length === 0) return { sql: "", values: [] };
  return {
    sql: `WHERE ${asked.map(([test]) => test).join(" AND ")}`,
    values: asked.map(([, value]) => value),
  };
}
