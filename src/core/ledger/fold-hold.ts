import { formatDollars, minus, picodollars, plus, zero } from "../money/picodollars.ts";
import type { DerivedBooks, DerivedHold } from "./derived-books.ts";
import { foldHoldSums } from "./fold-sums.ts";
import { amountFact, entryName } from "./read-entry.ts";
import type { Entry, HoldState, SpendLimit } from "./types.ts";

/** Carries an entry about a hold over to the hold that the journal tells. */
export function foldHold(books: DerivedBooks, entry: Entry): void {
  const hold = books.holds.get(entry.subject);
  const wrong = whatIsWrong(entry, hold);
  if (wrong !== null) {
    books.differences.add(`${entryName(entry)}: hold ${entry.subject} ${wrong}`);
    return;
  }
  if (hold === undefined) foldPlacing(books, entry);
  else if (entry.kind === "hold_grown") foldGrowing(books, entry, hold);
  else foldClosing(books, entry, hold);
  const folded = books.holds.get(entry.subject);
  if (folded !== undefined) foldHoldSums(books, entry, folded);
}

/** A hold is placed once, then grown any number of times, then closed once. */
function whatIsWrong(entry: Entry, hold: DerivedHold | undefined): string | null {
  if (entry.kind === "hold_placed") return hold === undefined ? null : "is placed a second time";
  if (hold === undefined) return "was never placed";
  if (hold.accountId !== entry.accountId) return `belongs to ${hold.accountId}`;
  return hold.state === "open" ? null : `was ${hold.state} before`;
}

function foldPlacing(books: DerivedBooks, entry: Entry): void {
  const { add } = books.differences;
  const name = `${entryName(entry)}: hold ${entry.subject}`;
  const ceiling = amountFact(entry, "ceiling");
  if (ceiling === null) add(`${name} tells no ceiling`);
  if (entry.posted !== zero || entry.owed !== zero) add(`${name} moves money by being placed`);
  const { facts } = entry;
  books.holds.set(entry.subject, {
    accountId: entry.accountId,
    projectId: facts["project"] ?? "",
    keyId: facts["key"] ?? "",
    model: facts["model"] ?? "",
    sessionId: facts["session"] ?? null,
    limit: limitFact(entry),
    ceiling: picodollars(ceiling ?? 0n),
    state: "open",
    amount: entry.held,
    charge: null,
    shortfall: zero,
  });
  checkAmount(books, entry);
}

function limitFact(entry: Entry): SpendLimit | null {
  const scope = entry.facts["spend_scope"];
  const max = amountFact(entry, "spend_max");
  return scope === undefined || max === null ? null : { scope, max: picodollars(max) };
}

function foldGrowing(books: DerivedBooks, entry: Entry, hold: DerivedHold): void {
  if (entry.posted !== zero || entry.owed !== zero || entry.held <= 0n) {
    books.differences.add(`${entryName(entry)}: hold ${entry.subject} grows and moves money`);
  }
  hold.amount = plus(hold.amount, entry.held);
  checkAmount(books, entry);
}

function foldClosing(books: DerivedBooks, entry: Entry, hold: DerivedHold): void {
  const { add } = books.differences;
  const name = `${entryName(entry)}: hold ${entry.subject}`;
  const freed = minus(zero, entry.held);
  const charge = minus(zero, entry.posted);
  hold.state = closedState(entry);
  hold.charge = charge;
  if (freed !== hold.amount || entry.owed !== zero) {
    add(`${name} set aside ${formatDollars(hold.amount)} and gives back ${formatDollars(freed)}`);
  }
  if (charge < 0n || charge > hold.ceiling) {
    const ceiling = formatDollars(hold.ceiling);
    add(`${name} is charged ${formatDollars(charge)}, and its ceiling is ${ceiling}`);
  }
  if (amountFact(entry, "charge") !== charge) {
    add(`${name} takes ${formatDollars(charge)} and tells another charge`);
  }
  if (entry.kind === "hold_settled") foldSettling(books, entry, hold);
}

/** Paid, unpaid and unbookable make up what was due. */
function foldSettling(books: DerivedBooks, entry: Entry, hold: DerivedHold): void {
  const due = amountFact(entry, "due");
  const shortfall = amountFact(entry, "shortfall") ?? 0n;
  const unbooked = amountFact(entry, "shortfall_unbooked") ?? 0n;
  hold.shortfall = picodollars(shortfall);
  if (shortfall !== 0n) books.unpaid.set(entry.subject, hold.shortfall);
  if (due === (hold.charge ?? 0n) + shortfall + unbooked) return;
  const name = `${entryName(entry)}: hold ${entry.subject}`;
  books.differences.add(`${name}: charge and shortfall do not add up to what was due`);
}

function closedState(entry: Entry): HoldState {
  if (entry.kind === "hold_settled") return "settled";
  return entry.kind === "hold_released" ? "released" : "recovered";
}

function checkAmount(books: DerivedBooks, entry: Entry): void {
  const hold = books.holds.get(entry.subject);
  if (hold === undefined || (hold.amount >= 0n && hold.amount <= hold.ceiling)) return;
  const held = formatDollars(hold.amount);
  const ceiling = formatDollars(hold.ceiling);
  books.differences.add(
    `${entryName(entry)}: hold ${entry.subject} sets aside ${held} of at most ${ceiling}`,
  );
}
