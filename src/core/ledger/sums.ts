import { addUsage, usageName } from "./call-usage.ts";
import type { SessionName } from "./session.ts";
import { addSessionDays, sessionDayName } from "./session-day.ts";
import { addLines, cycleName } from "./statement-line.ts";
import type { CycleTotal, Session, SessionDay, Spend, UsageTotal } from "./types.ts";

/** What an entry changes beside the books: rows that it leaves, and what it adds to totals. */
export interface SumChanges {
  readonly spends: readonly Spend[];
  readonly sessions: readonly Session[];
  /** To be added. */
  readonly lines: readonly CycleTotal[];
  /** To be added. */
  readonly usage: readonly UsageTotal[];
  /** To be added. */
  readonly sessionDays: readonly SessionDay[];
}

export const noSumChanges: SumChanges = {
  spends: [],
  sessions: [],
  lines: [],
  usage: [],
  sessionDays: [],
};

/** Sums that follow from the books, kept beside them so that nobody has to add up for an answer. */
export interface Sums {
  readonly spends: Map<string, Spend>;
  /** Every opening of every session. */
  readonly sessions: Map<string, Session>;
  /** The newest opening of each. */
  readonly newestSessions: Map<string, Session>;
  readonly cycles: Map<string, CycleTotal>;
  readonly usage: Map<string, UsageTotal>;
  /** What finds the dearest sessions among many. */
  readonly sessionDays: Map<string, SessionDay>;
}

export function emptySums(): Sums {
  return {
    spends: new Map(),
    sessions: new Map(),
    newestSessions: new Map(),
    cycles: new Map(),
    usage: new Map(),
    sessionDays: new Map(),
  };
}

export function changeSums(sums: Sums, changes: SumChanges): void {
  for (const spend of changes.spends) sums.spends.set(spend.scope, spend);
  for (const session of changes.sessions) putSession(sums, session);
  for (const line of changes.lines) {
    const name = cycleName(line);
    sums.cycles.set(name, added(sums.cycles.get(name), line, addLines));
  }
  for (const total of changes.usage) {
    const name = usageName(total);
    sums.usage.set(name, added(sums.usage.get(name), total, addUsage));
  }
  for (const sum of changes.sessionDays) {
    const name = sessionDayName(sum);
    sums.sessionDays.set(name, added(sums.sessionDays.get(name), sum, addSessionDays));
  }
}

/** All that sums which began empty have gathered, as one change to others. */
export function gathered({ spends, sessions, cycles, usage, sessionDays }: Sums): SumChanges {
  return {
    spends: [...spends.values()],
    sessions: [...sessions.values()],
    lines: [...cycles.values()],
    usage: [...usage.values()],
    sessionDays: [...sessionDays.values()],
  };
}

export function sessionName({ accountId, sessionId }: SessionName): string {
  return JSON.stringify([accountId, sessionId]);
}

function putSession(sums: Sums, session: Session): void {
  const name = sessionName(session);
  sums.newestSessions.set(name, session);
  sums.sessions.set(`${name}${session.opening}`, session);
}

function added<Row>(known: Row | undefined, row: Row, add: (first: Row, later: Row) => Row): Row {
  return known === undefined ? row : add(known, row);
}
