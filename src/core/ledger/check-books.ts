import { formatDollars, type Picodollars, zero } from "../money/picodollars.ts";
import { compareSums, type WrittenSums } from "./compare-sums.ts";
import { type DerivedBooks, emptyBooks } from "./derived-books.ts";
import { collectDifferences } from "./differences.ts";
import { chainStart, combinedHead } from "./entry-hash.ts";
import { foldEntry } from "./fold-entry.ts";
import type { Balance, Entry, Hold } from "./types.ts";
import { shortfallAccountId } from "./view.ts";

/** Books as they are written: the journal, and beside it what is said to follow from it. */
export interface WrittenBooks extends WrittenSums {
  /** Each account's by ascending sequence. */
  entries(): AsyncIterable<Entry>;
  balances(): AsyncIterable<Balance>;
  holds(): AsyncIterable<Hold>;
}

/** A head that an earlier check handed out, and where each account's chain stood then. */
export interface RememberedHead {
  readonly head: string;
  readonly sequences: ReadonlyMap<string, number>;
}

export interface BooksCheck {
  readonly entries: number;
  readonly accounts: number;
  /** The hash of all accounts' sorted chain heads. */
  readonly head: string;
  readonly sequences: ReadonlyMap<string, number>;
  /** Short sentences, at most `auditDifferencesMax` and a count of the others. */
  readonly differences: readonly string[];
}

/**
 * Derives every balance, every hold, the shortfall account and every sum from the journal alone,
 * verifies every account's chain of hashes, and compares with what is written. With a remembered
 * head it proves also that nothing before it was rewritten or cut.
 */
export async function checkBooks(
  written: WrittenBooks,
  remembered: RememberedHead | null,
): Promise<BooksCheck> {
  const books = emptyBooks(collectDifferences());
  const then = new Map<string, string>();
  for await (const entry of written.entries()) {
    foldEntry(books, entry);
    if (remembered?.sequences.get(entry.accountId) === entry.sequence) {
      then.set(entry.accountId, entry.hash);
    }
  }
  checkShortfalls(books);
  await compareBalances(books, written.balances());
  await compareHolds(books, written.holds());
  await compareSums(books, written);
  if (remembered !== null) compareHead(books, remembered, then);
  return summary(books);
}

function summary(books: DerivedBooks): BooksCheck {
  const heads = new Map<string, string>();
  const sequences = new Map<string, number>();
  for (const { id, head, sequence } of books.accounts.values()) {
    heads.set(id, head);
    sequences.set(id, sequence);
  }
  return {
    entries: books.entries,
    accounts: books.accounts.size,
    head: combinedHead(heads),
    sequences,
    differences: books.differences.sentences(),
  };
}

/** What calls left unpaid is what the operator took over, hold by hold. */
function checkShortfalls({ unpaid, absorbed, accounts, differences }: DerivedBooks): void {
  let sum = 0n;
  for (const [holdId, amount] of unpaid) {
    const booked = absorbed.get(holdId) ?? zero;
    sum += amount;
    if (booked === amount) continue;
    const amounts = `${formatDollars(amount)}, and ${formatDollars(booked)} is booked`;
    differences.add(`hold ${holdId}: its shortfall is ${amounts}`);
  }
  for (const holdId of absorbed.keys()) {
    if (unpaid.has(holdId)) continue;
    differences.add(`hold ${holdId}: a shortfall is booked that no settlement left`);
  }
  const posted = accounts.get(shortfallAccountId)?.posted ?? zero;
  if (posted === sum) return;
  const total = formatDollars(sum as Picodollars);
  differences.add(
    `account ${shortfallAccountId}: ${formatDollars(posted)}, and the holds leave ${total}`,
  );
}

async function compareBalances(books: DerivedBooks, written: AsyncIterable<Balance>) {
  const seen = new Set<string>();
  for await (const balance of written) {
    seen.add(balance.accountId);
    compareBalance(books, balance);
  }
  for (const id of books.accounts.keys()) {
    if (!seen.has(id)) books.differences.add(`account ${id}: in the journal, but has no balance`);
  }
}

function compareBalance({ accounts, differences }: DerivedBooks, balance: Balance): void {
  const name = `account ${balance.accountId}`;
  const derived = accounts.get(balance.accountId);
  if (derived === undefined) {
    const known = balance.sequence === 0 && balance.head === chainStart && balance.posted === zero;
    if (!known) differences.add(`${name}: has a balance, but nothing in the journal`);
    return;
  }
  for (const amount of ["posted", "held", "owed"] as const) {
    if (balance[amount] === derived[amount]) continue;
    const told = formatDollars(balance[amount]);
    const found = formatDollars(derived[amount]);
    differences.add(`${name}: ${amount} is ${told}, by the journal ${found}`);
  }
  if (balance.sequence !== derived.sequence) {
    const count = `${balance.sequence} entries, and the journal has ${derived.sequence}`;
    differences.add(`${name}: its balance follows from ${count}`);
  }
  if (balance.head !== derived.head) {
    differences.add(`${name}: its head is ${balance.head}, by the journal ${derived.head}`);
  }
}

async function compareHolds(books: DerivedBooks, written: AsyncIterable<Hold>): Promise<void> {
  for await (const hold of written) {
    compareHold(books, hold);
    books.holds.delete(hold.order.id);
  }
  for (const id of books.holds.keys()) {
    books.differences.add(`hold ${id}: in the journal, but has no record`);
  }
}

function compareHold({ holds, differences }: DerivedBooks, hold: Hold): void {
  const name = `hold ${hold.order.id}`;
  const derived = holds.get(hold.order.id);
  if (derived === undefined) {
    differences.add(`${name}: not in the journal`);
    return;
  }
  const facts: readonly (readonly [string, string, string])[] = [
    ["account", hold.order.accountId, derived.accountId],
    ["state", hold.state, derived.state],
    ["amount", formatDollars(hold.amount), formatDollars(derived.amount)],
    ["ceiling", formatDollars(hold.order.ceiling), formatDollars(derived.ceiling)],
    ["charge", shownCharge(hold.charge), shownCharge(derived.charge)],
    ["shortfall", formatDollars(hold.shortfall), formatDollars(derived.shortfall)],
  ];
  for (const [what, told, found] of facts) {
    if (told !== found) differences.add(`${name}: ${what} is ${told}, by the journal ${found}`);
  }
}

function shownCharge(charge: Picodollars | null): string {
  return charge === null ? "none" : formatDollars(charge);
}

function compareHead(
  { differences, accounts }: DerivedBooks,
  remembered: RememberedHead,
  then: ReadonlyMap<string, string>,
): void {
  for (const [id, sequence] of remembered.sequences) {
    const now = accounts.get(id)?.sequence ?? 0;
    if (now >= sequence) continue;
    differences.add(
      `account ${id}: had ${sequence} entries at head ${remembered.head}, has ${now}`,
    );
  }
  const head = combinedHead(then);
  if (head === remembered.head) return;
  differences.add(
    `head ${remembered.head}: the journal up to it gives ${head}: it was rewritten or cut`,
  );
}
