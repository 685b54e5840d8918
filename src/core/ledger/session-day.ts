import { plus } from "../money/picodollars.ts";
import type { SessionDay, UsageTotal } from "./types.ts";

/** What a call's usage adds to its session's day; a call without a session adds nothing. */
export function sessionDaysOf(usage: readonly UsageTotal[]): readonly SessionDay[] {
  return usage.flatMap(({ day, accountId, sessionId, cost }) =>
    sessionId === null ? [] : [{ day, accountId, sessionId, cost }],
  );
}

export function sessionDayName({ day, accountId, sessionId }: SessionDay): string {
  return JSON.stringify([day, accountId, sessionId]);
}

export function addSessionDays(first: SessionDay, second: SessionDay): SessionDay {
  return { ...first, cost: plus(first.cost, second.cost) };
}
