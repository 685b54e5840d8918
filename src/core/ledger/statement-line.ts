import { cycleOf } from "../money/cycle.ts";
import { belowMill, wholeMills } from "../money/mills.ts";
import { type Picodollars, plus } from "../money/picodollars.ts";
import type { CycleTotal, Entry } from "./types.ts";

/** What one line, settled by an entry of the journal, adds to the cycle it is settled in. */
export function lineOf(
  entry: Pick<Entry, "accountId" | "at" | "sequence">,
  charged: Picodollars,
): CycleTotal {
  const { accountId, at, sequence } = entry;
  return {
    accountId,
    cycle: cycleOf(at),
    lines: 1,
    mills: wholeMills(charged),
    fractions: belowMill(charged),
    firstSequence: sequence,
    lastSequence: sequence,
  };
}

export function cycleName({ accountId, cycle }: CycleTotal): string {
  return JSON.stringify([accountId, cycle]);
}

/** Lines are added in the order of the journal. */
export function addLines(first: CycleTotal, later: CycleTotal): CycleTotal {
  return {
    ...first,
    lines: first.lines + later.lines,
    mills: first.mills + later.mills,
    fractions: plus(first.fractions, later.fractions),
    lastSequence: later.lastSequence,
  };
}
