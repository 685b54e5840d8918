import type { Instant } from "../ledger/types.ts";

/** Milliseconds of a day, UTC, which has no leap seconds in Unix time. */
const dayMs = 86_400_000;

/** The billing cycle of an instant: its calendar month, UTC, as `YYYY-MM`. */
export function cycleOf(at: Instant): string {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  // Writing a whole date takes several times as long, and every settlement asks.
  if (year < 1000 || year > 9999 || Number.isNaN(year)) return date.toISOString().slice(0, 7);
  return `${year}-${monthNames[date.getUTCMonth()]}`;
}

const monthNames = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];

/** The first moment of a calendar month, UTC. */
export function startOfCycle(cycle: string): Instant {
  return Date.parse(`${cycle}-01T00:00:00Z`);
}

/** The calendar month after one. */
export function nextCycle(cycle: string): string {
  const year = Number(cycle.slice(0, 4));
  const month = Number(cycle.slice(5, 7));
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7);
}

/** The day of an instant, UTC, as days since 1970. */
export function dayOf(at: Instant): number {
  return Math.floor(at / dayMs);
}

/** A day, counted since 1970, as `YYYY-MM-DD`. */
export function formatDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
