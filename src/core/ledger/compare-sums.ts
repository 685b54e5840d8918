import { formatDay } from "../money/cycle.ts";
import { formatDollars } from "../money/picodollars.ts";
import type { DerivedBooks } from "./derived-books.ts";
import type { CycleTotal, Session, SessionDay, Spend, UsageTotal } from "./types.ts";
import { usageFact } from "./usage-fact.ts";

/** What is kept beside the books to answer reports, as it is written. */
export interface WrittenSums {
  spends(): AsyncIterable<Spend>;
  sessions(): AsyncIterable<Session>;
  cycles(): AsyncIterable<CycleTotal>;
  usage(): AsyncIterable<UsageTotal>;
  sessionDays(): AsyncIterable<SessionDay>;
}

/** Compares every kept sum with what the journal gives. */
export async function compareSums(books: DerivedBooks, written: WrittenSums): Promise<void> {
  const { spends, sessions, cycles, usage, sessionDays } = books.sums;
  await compareRows(books, tellAll(spends, tellSpend), tellEach(written.spends(), tellSpend));
  await compareRows(
    books,
    tellAll(sessions, tellSession),
    tellEach(written.sessions(), tellSession),
  );
  await compareRows(books, tellAll(cycles, tellCycle), tellEach(written.cycles(), tellCycle));
  await compareRows(books, tellAll(usage, tellUsage), tellEach(written.usage(), tellUsage));
  await compareRows(
    books,
    tellAll(sessionDays, tellSessionDay),
    tellEach(written.sessionDays(), tellSessionDay),
  );
}

/** A row in words: what it is of, and what it says. */
type Told = readonly [name: string, says: string];

async function compareRows(
  { differences }: DerivedBooks,
  derived: Map<string, string>,
  written: AsyncIterable<Told>,
): Promise<void> {
  for await (const [name, says] of written) {
    const found = derived.get(name);
    derived.delete(name);
    if (found === undefined) differences.add(`${name}: not in the journal`);
    else if (found !== says) differences.add(`${name}: ${says}; by the journal ${found}`);
  }
  for (const name of derived.keys()) differences.add(`${name}: in the journal, but has no record`);
}

function tellAll<Row>(
  rows: ReadonlyMap<string, Row>,
  tell: (row: Row) => Told,
): Map<string, string> {
  return new Map([...rows.values()].map(tell));
}

async function* tellEach<Row>(
  rows: AsyncIterable<Row>,
  tell: (row: Row) => Told,
): AsyncIterable<Told> {
  for await (const row of rows) yield tell(row);
}

function tellSpend({ scope, charged, held }: Spend): Told {
  return [`limit ${scope}`, `${formatDollars(charged)} charged, ${formatDollars(held)} held`];
}

function tellSession(session: Session): Told {
  const { accountId, sessionId, opening, calls, charged, openedAt, lastAt, settledAt } = session;
  const ended = settledAt === null ? "open" : `settled at ${settledAt}`;
  return [
    `account ${accountId}, session ${sessionId}, opening ${opening}`,
    `${calls} calls, ${formatDollars(charged)}, from ${openedAt} to ${lastAt}, ${ended}`,
  ];
}

function tellCycle(total: CycleTotal): Told {
  const { accountId, cycle, lines, mills, fractions, firstSequence, lastSequence } = total;
  return [
    `account ${accountId}, cycle ${cycle}`,
    `${lines} lines of ${mills} mills and ${formatDollars(fractions)}, ` +
      `entries ${firstSequence} to ${lastSequence}`,
  ];
}

function tellUsage(total: UsageTotal): Told {
  const { day, accountId, projectId, keyId, model, sessionId, calls, usage, lastAt } = total;
  const session = sessionId === null ? "" : `, session ${sessionId}`;
  const owner = `account ${accountId}, project ${projectId}, key ${keyId}, model ${model}`;
  const amounts = [total.cost, total.providerCost, total.shortfall].map(formatDollars);
  return [
    `usage of ${formatDay(day)}, ${owner}${session}`,
    `${calls} calls, ${usageFact(usage)}, ` +
      `cost, provider cost and shortfall ${amounts.join(", ")}, the last at ${lastAt}`,
  ];
}

function tellSessionDay({ day, accountId, sessionId, cost }: SessionDay): Told {
  return [
    `the day ${formatDay(day)}, account ${accountId}, session ${sessionId}`,
    `its calls cost ${formatDollars(cost)}`,
  ];
}
