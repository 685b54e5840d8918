import { assert } from "../../core/assert.ts";
import { type Picodollars, picodollars } from "../../core/money/picodollars.ts";

/** One value of a row, as SQLite gave it; integers come as bigints. */
export type Cell = unknown;

/** A row as a list of its cells, in the order of the columns asked for. */
export type Row = readonly Cell[];

/** What a statement's rows are, where it returns arrays. Throws on anything else. */
export function rowOf(value: unknown): Row {
  assert(Array.isArray(value), "a statement of ours gives its rows as lists");
  return value;
}

export function text(cell: Cell): string {
  assert(typeof cell === "string", "a text column holds text");
  return cell;
}

export function textOrNull(cell: Cell): string | null {
  return cell === null ? null : text(cell);
}

export function amount(cell: Cell): Picodollars {
  assert(typeof cell === "bigint", "an amount column holds an integer");
  return picodollars(cell);
}

export function amountOrNull(cell: Cell): Picodollars | null {
  return cell === null ? null : amount(cell);
}

/** A count or an instant. */
export function count(cell: Cell): number {
  assert(typeof cell === "bigint", "a count column holds an integer");
  const value = Number(cell);
  assert(Number.isSafeInteger(value), "a count stays within what a number can say");
  return value;
}

export function countOrNull(cell: Cell): number | null {
  return cell === null ? null : count(cell);
}

export function flag(cell: Cell): boolean {
  return amount(cell) === 1n;
}

/** The one of the allowed words that a column holds. */
export function word<Word extends string>(cell: Cell, words: readonly Word[]): Word {
  const found = words.find((allowed) => allowed === cell);
  assert(found !== undefined, `a column holds one of ${words.join(", ")}, not ${String(cell)}`);
  return found;
}
