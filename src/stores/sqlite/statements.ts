import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Row, rowOf } from "./cells.ts";
import type { Values } from "./ledger-rows.ts";

/** A prepared statement whose rows come as lists and whose integers come as bigints. */
export interface Statement {
  /** The first row, or null. */
  readonly get: (...values: Values) => Row | null;
  readonly all: (...values: Values) => readonly Row[];
  /** The rows one by one, for as long as the database's transaction lasts. */
  readonly each: (...values: Values) => Iterator<Row>;
  /** How many rows were changed. */
  readonly run: (...values: Values) => number;
}

export function prepare(database: DatabaseSync, sql: string): Statement {
  const statement: StatementSync = database.prepare(sql);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  return {
    get: (...values) => {
      const row: unknown = statement.get(...values);
      return row === undefined ? null : rowOf(row);
    },
    all: (...values) => statement.all(...values).map(rowOf),
    each: (...values) => statement.iterate(...values).map(rowOf),
    run: (...values) => Number(statement.run(...values).changes),
  };
}

/** `INSERT` for these columns, one placeholder each. */
export function insertInto(table: string, columns: readonly string[]): string {
  const places = columns.map(() => "?").join(", ");
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`;
}

/** What becomes of a row that is there already; columns of neither kind stay as they are. */
export interface Merge {
  readonly replaced: readonly string[];
  readonly added: readonly string[];
  /** The later of both. */
  readonly latest?: readonly string[];
}

/** `INSERT` for these columns; where the row's key is there already, it is merged into that row. */
export function mergeInto(table: string, columns: readonly string[], merge: Merge): string {
  const changes = [
    ...merge.replaced.map((column) => `${column} = excluded.${column}`),
    ...merge.added.map((column) => `${column} = ${column} + excluded.${column}`),
    ...(merge.latest ?? []).map((column) => `${column} = max(${column}, excluded.${column})`),
  ];
  return `${insertInto(table, columns)} ON CONFLICT DO UPDATE SET ${changes.join(", ")}`;
}

/**
 * `UPDATE` of these columns, found by the last of them. That one is not written: a key that is
 * written, even to the same value, makes SQLite look through every row that refers to it.
 */
export function updateSet(table: string, columns: readonly string[]): string {
  const changing = columns.slice(0, -1).map((column) => `${column} = ?`);
  return `UPDATE ${table} SET ${changing.join(", ")} WHERE ${columns.at(-1)} = ?`;
}

export function selectFrom(table: string, columns: readonly string[], rest: string): string {
  return `SELECT ${columns.join(", ")} FROM ${table} ${rest}`;
}
