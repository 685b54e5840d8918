import type { Instant, SpendLimit } from "../ledger/types.ts";
import { cycleOf, dayOf, formatDay } from "../money/cycle.ts";
import type { Key, SpendPeriod } from "./account.ts";

/**
 * The limit that a call placed now is held under; null where the key has none. Each period begins
 * at midnight UTC, a week on Monday (ISO 8601). A call counts in the period it was placed in.
 */
export function spendScope(key: Key, now: Instant): SpendLimit | null {
  if (key.spendLimit === null) return null;
  const { amount, period } = key.spendLimit;
  return { scope: `${key.id}:${periodName(period, now)}`, max: amount };
}

function periodName(period: SpendPeriod, now: Instant): string {
  switch (period) {
    case "day":
      return formatDay(dayOf(now));
    case "week":
      return weekName(now);
    case "month":
      return cycleOf(now);
    case "total":
      return "total";
  }
}

/** A week belongs to the year that its Thursday lies in: `2026-W01` begins on 29 December 2025. */
function weekName(now: Instant): string {
  const day = dayOf(now);
  // 1 January 1970 was a Thursday, so that its week began three days earlier.
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
  const year = formatDay(thursday).slice(0, 4);
  const firstOfYear = dayOf(Date.parse(`${year}-01-01T00:00:00Z`));
  const week = Math.floor((thursday - firstOfYear) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}
