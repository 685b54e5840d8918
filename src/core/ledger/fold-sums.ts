import { cycleOf } from "../money/cycle.ts";
import { formatDollars, picodollars, plus, zero } from "../money/picodollars.ts";
import { usageOf } from "./call-usage.ts";
import type { DerivedBooks, DerivedHold } from "./derived-books.ts";
import { amountFact, entryName } from "./read-entry.ts";
import { countInSession, joinSession } from "./session.ts";
import { sessionDaysOf } from "./session-day.ts";
import { settledFacts } from "./settle-session.ts";
import { spendAfter } from "./spend.ts";
import { lineOf } from "./statement-line.ts";
import { readStepFacts } from "./step-facts.ts";
import { changeSums, noSumChanges, sessionName } from "./sums.ts";
import type { Entry, Session } from "./types.ts";
import { readUsageFact } from "./usage-fact.ts";

/** Carries an entry about a hold, itself as it is after the entry, over to the derived sums. */
export function foldHoldSums(books: DerivedBooks, entry: Entry, hold: DerivedHold): void {
  foldSpend(books, entry, hold);
  if (entry.kind !== "hold_grown" && hold.sessionId !== null) {
    changeSums(books.sums, { ...noSumChanges, sessions: [sessionAfter(books, entry, hold)] });
  }
  if (hold.state === "open") return;
  const { accountId, projectId, keyId, model, sessionId, shortfall } = hold;
  const cost = hold.charge ?? zero;
  const providerCost = picodollars(amountFact(entry, "provider_cost") ?? 0n);
  const usage = usageOf({
    accountId,
    projectId,
    keyId,
    model,
    sessionId,
    endedAt: entry.at,
    usage: readUsageFact(entry.facts["usage"]),
    cost,
    providerCost,
    shortfall,
    steps: readStepFacts(entry.facts),
  });
  const isLine = sessionId === null && hold.state !== "released";
  const lines = isLine ? [lineOf(entry, cost)] : [];
  changeSums(books.sums, { ...noSumChanges, usage, lines, sessionDays: sessionDaysOf(usage) });
}

/** Carries a settled session over to the derived sums: it moves no money and says what it sums. */
export function foldSettlement(books: DerivedBooks, entry: Entry): void {
  const { add } = books.differences;
  const name = `${entryName(entry)}: session ${entry.subject}`;
  const { accountId, subject: sessionId } = entry;
  const session = books.sums.newestSessions.get(sessionName({ accountId, sessionId }));
  if (session === undefined || session.settledAt !== null) {
    add(`${name} ${session === undefined ? "was never opened" : "was settled before"}`);
    return;
  }
  if (entry.posted !== zero || entry.held !== zero || entry.owed !== zero) {
    add(`${name} moves money by being settled`);
  }
  for (const [fact, found] of Object.entries(settledFacts(session, cycleOf(entry.at)))) {
    const told = entry.facts[fact] ?? "nothing";
    if (told !== found) add(`${name} tells ${told} as ${fact}, and its calls give ${found}`);
  }
  const settled: Session = { ...session, settledAt: entry.at };
  const lines = [lineOf(entry, session.charged)];
  changeSums(books.sums, { ...noSumChanges, sessions: [settled], lines });
}

/** Charged and held grow to no more than the limit that the hold was placed under. */
function foldSpend(books: DerivedBooks, entry: Entry, hold: DerivedHold): void {
  const { limit } = hold;
  if (limit === null) return;
  const spend = spendAfter(books.sums.spends.get(limit.scope) ?? null, limit.scope, entry);
  changeSums(books.sums, { ...noSumChanges, spends: [spend] });
  const spent = plus(spend.charged, spend.held);
  const grows = entry.held > entry.posted;
  if (spend.held >= 0n && (!grows || spent <= limit.max)) return;
  const sums = `${formatDollars(spend.charged)} charged and ${formatDollars(spend.held)} held`;
  const max = formatDollars(limit.max);
  books.differences.add(`${entryName(entry)}: leaves ${sums} under ${limit.scope} of ${max}`);
}

function sessionAfter(books: DerivedBooks, entry: Entry, hold: DerivedHold): Session {
  const name = { accountId: hold.accountId, sessionId: hold.sessionId ?? "" };
  const newest = books.sums.newestSessions.get(sessionName(name)) ?? null;
  if (hold.state === "open") return joinSession(newest, name, entry.at);
  return countInSession(newest, name, { charge: hold.charge ?? zero, at: entry.at });
}
