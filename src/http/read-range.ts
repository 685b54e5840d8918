import { instantAllowed, readInstant } from "../core/read-instant.ts";
import { type Refusal, refuse } from "../core/refusal.ts";

/** A stretch of time, in milliseconds since 1970; null where it is open. */
export interface Range {
  readonly from: number | null;
  /** The first moment after it. */
  readonly end: number | null;
}

const dayMs = 86_400_000;

/** Reads `from` and `to`: days, of which the last is part of the range, or instants. */
export function readRange(given: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): Range | Refusal {
  const from = given.from === undefined ? null : readInstant(given.from);
  const to = given.to === undefined ? null : readInstant(given.to);
  if (from === null && given.from !== undefined) return refuseInstant("from");
  if (to === null && given.to !== undefined) return refuseInstant("to");
  const wholeDay = given.to !== undefined && !given.to.includes("T");
  const end = to !== null && wholeDay ? to + dayMs : to;
  if (from !== null && end !== null && from >= end) {
    return refuse("invalid_request", "`from` must be before `to`.", { param: "from" });
  }
  return { from, end };
}

function refuseInstant(param: string): Refusal {
  return refuse("invalid_request", `\`${param}\` must be ${instantAllowed}.`, { param });
}
