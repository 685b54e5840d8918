import type { DatabaseSync } from "node:sqlite";
import type { Entry, EntryKind, Instant } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";
import type { Picodollars } from "../../core/money/picodollars.ts";
import { zero } from "../../core/money/picodollars.ts";
import type { EntriesQuery } from "../../ports/store.ts";
import { amount, count, countOrNull, text } from "./cells.ts";
import { entryColumns, readEntry } from "./ledger-rows.ts";
import { prepare, selectFrom } from "./statements.ts";

/**
 * What an account's journal says of one call or movement. The journal has no index by subject,
 * which every entry would have to pay for: a subject knows when it was written of, and the journal
 * is in order of time but for moments. Where that moment does not have the whole (a clock was set
 * back), the whole journal of the account is looked through.
 */
export function queryEntries(database: DatabaseSync, query: EntriesQuery): readonly Entry[] {
  const told = findHold(database, query) ?? findMovement(database, query);
  if (told === null) return [];
  const near = read(database, query, {
    first: firstAt(database, query.accountId, told.from - limits.journalDisorderMs),
    end: firstAt(database, query.accountId, told.to + limits.journalDisorderMs + 1),
  });
  const all = told.isWhole(near)
    ? near
    : read(database, query, { first: 1, end: Number.MAX_SAFE_INTEGER });
  return all.filter(({ sequence }) => sequence > query.after).slice(0, query.limit);
}

/** When a subject was written of, and whether these are all entries that there must be. */
interface Told {
  readonly from: Instant;
  readonly to: Instant;
  readonly isWhole: (entries: readonly Entry[]) => boolean;
}

function findHold(database: DatabaseSync, { accountId, subject }: EntriesQuery): Told | null {
  const columns = ["account_id", "opened_at", "closed_at", "amount", "shortfall"];
  const row = prepare(database, selectFrom("holds", columns, "WHERE id = ?")).get(subject);
  if (row === null) return null;
  const [owner, openedAt, closedAt, held, shortfall] = row;
  const from = count(openedAt);
  const closed = countOrNull(closedAt);
  const to = closed ?? Number.MAX_SAFE_INTEGER - limits.journalDisorderMs - 1;
  if (text(owner) === accountId) {
    const left = closed === null ? amount(held) : zero;
    return { from, to, isWhole: (entries) => isWholeHold(entries, closed !== null, left) };
  }
  // Another account's journal speaks of it only where the operator bore a shortfall.
  const lost = amount(shortfall) > 0n;
  return { from, to, isWhole: (entries) => !lost || entries.length === 1 };
}

const closing: readonly EntryKind[] = ["hold_settled", "hold_released", "hold_recovered"];

function isWholeHold(entries: readonly Entry[], closed: boolean, left: Picodollars): boolean {
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined || first.kind !== "hold_placed") return false;
  if (closed && !closing.includes(last.kind)) return false;
  return entries.reduce((sum, { held }) => sum + held, 0n) === left;
}

function findMovement(database: DatabaseSync, { accountId, subject }: EntriesQuery): Told | null {
  const sql = selectFrom("movements", ["account_id", "at"], "WHERE id = ?");
  const row = prepare(database, sql).get(subject);
  if (row === null || text(row[0]) !== accountId) return null;
  const at = count(row[1]);
  return { from: at, to: at, isWhole: ({ length }) => length === 1 };
}

/** A sequence number from which on nothing is older than an instant, but for moments. */
function firstAt(database: DatabaseSync, accountId: string, instant: Instant): number {
  const last = prepare(database, "SELECT sequence FROM balances WHERE account_id = ?");
  const at = prepare(database, "SELECT at FROM journal WHERE account_id = ? AND sequence = ?");
  let low = 1;
  let high = count(last.get(accountId)?.[0] ?? 0n) + 1;
  // Half of what is left goes with every look: at most 53.
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (count(at.get(accountId, middle)?.[0] ?? 0n) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Range {
  readonly first: number;
  readonly end: number;
}

function read(
  database: DatabaseSync,
  { accountId, subject }: EntriesQuery,
  { first, end }: Range,
): readonly Entry[] {
  const within = "WHERE account_id = ? AND sequence >= ? AND sequence < ? AND subject = ?";
  const sql = selectFrom("journal", entryColumns, `${within} ORDER BY sequence`);
  return prepare(database, sql).all(accountId, first, end, subject).map(readEntry);
}
