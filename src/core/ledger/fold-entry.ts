import { formatDollars, minus, type Picodollars, plus, zero } from "../money/picodollars.ts";
import { type DerivedAccount, type DerivedBooks, derivedAccount } from "./derived-books.ts";
import { entryHash } from "./entry-hash.ts";
import { foldHold } from "./fold-hold.ts";
import { foldSettlement } from "./fold-sums.ts";
import { amountFact, entryName } from "./read-entry.ts";
import type { Entry } from "./types.ts";
import { shortfallAccountId } from "./view.ts";

/** Carries one entry of the journal over to the derived books, and tells what is wrong with it. */
export function foldEntry(books: DerivedBooks, entry: Entry): void {
  const account = derivedAccount(books, entry.accountId);
  books.entries += 1;
  checkChain(books, account, entry);
  account.posted = plus(account.posted, entry.posted);
  account.held = plus(account.held, entry.held);
  account.owed = plus(account.owed, entry.owed);
  checkBounds(books, account, entry);
  if (isInstant(entry.at)) foldSubject(books, entry);
  else books.differences.add(`${entryName(entry)}: ${entry.at} is no moment of any calendar`);
}

/** What a date can be: https://tc39.es/ecma262/#sec-time-values-and-time-range */
function isInstant(at: number): boolean {
  return Math.abs(at) <= 8.64e15;
}

function checkChain(books: DerivedBooks, account: DerivedAccount, entry: Entry): void {
  const name = entryName(entry);
  const { add } = books.differences;
  if (entry.sequence !== account.sequence + 1) {
    add(`${name}: follows entry ${account.sequence}, so the journal has a gap`);
  }
  const hash = entryHash(account.head, entry);
  if (hash !== entry.hash) add(`${name}: its hash is ${entry.hash}, its content gives ${hash}`);
  account.sequence = entry.sequence;
  account.head = entry.hash;
}

function checkBounds(books: DerivedBooks, account: DerivedAccount, entry: Entry): void {
  const { posted, held, owed } = account;
  if (held >= 0n && held <= posted && owed >= 0n) return;
  const amounts = `posted ${formatDollars(posted)}, held ${formatDollars(held)}`;
  books.differences.add(`${entryName(entry)}: leaves ${amounts}, owed ${formatDollars(owed)}`);
}

function foldSubject(books: DerivedBooks, entry: Entry): void {
  switch (entry.kind) {
    case "account_opened":
      foldOpening(books, entry);
      break;
    case "topped_up":
    case "adjusted":
      foldMovement(books, entry);
      break;
    case "shortfall_booked":
      foldShortfall(books, entry);
      break;
    case "session_settled":
      foldSettlement(books, entry);
      break;
    case "hold_placed":
    case "hold_grown":
    case "hold_settled":
    case "hold_released":
    case "hold_recovered":
      foldHold(books, entry);
      break;
    default:
      books.differences.add(`${entryName(entry)}: its kind is unknown`);
  }
}

function foldOpening(books: DerivedBooks, entry: Entry): void {
  const { add } = books.differences;
  if (entry.sequence !== 1) add(`${entryName(entry)}: the account is opened a second time`);
  if (movesMoney(entry)) add(`${entryName(entry)}: opens an account and moves money`);
}

function foldMovement(books: DerivedBooks, entry: Entry): void {
  const { add } = books.differences;
  if (books.movements.has(entry.subject)) {
    add(`${entryName(entry)}: ${entry.subject} is booked a second time`);
  }
  books.movements.add(entry.subject);
  const told = amountFact(entry, "amount");
  const moved = minus(entry.posted, entry.owed);
  if (entry.held !== zero || told !== moved) {
    add(`${entryName(entry)}: moves ${formatDollars(moved)} of ${dollars(told)}`);
  }
}

function foldShortfall(books: DerivedBooks, entry: Entry): void {
  const { add } = books.differences;
  if (entry.accountId !== shortfallAccountId) {
    add(`${entryName(entry)}: books a shortfall on a customer's account`);
  }
  if (books.absorbed.has(entry.subject)) {
    add(`${entryName(entry)}: the shortfall of hold ${entry.subject} is booked a second time`);
  }
  books.absorbed.set(entry.subject, entry.posted);
}

function movesMoney(entry: Entry): boolean {
  return entry.posted !== zero || entry.held !== zero || entry.owed !== zero;
}

function dollars(amount: bigint | null): string {
  return amount === null ? "an amount that is not told" : formatDollars(amount as Picodollars);
}
