import { type Picodollars, plus, zero } from "../money/picodollars.ts";
import type { ReplayedCost, ReplayReason } from "./replay-call.ts";

/** What many calls come to on one target. Memory does not grow with their number. */
export interface ReplaySums {
  /** Calls that were compared: what follows is of these alone. */
  readonly calls: number;
  /** What they were charged. */
  readonly recorded: Picodollars;
  readonly expected: Picodollars;
  readonly least: Picodollars;
  readonly most: Picodollars;
  /** Calls whose pictures were counted anew. */
  readonly recounted: number;
  /** Calls whose text was carried over to another way of counting. */
  readonly translated: number;
  /** The others, by why they could not be compared. */
  readonly notCompared: ReadonlyMap<ReplayReason, number>;
}

export const noReplay: ReplaySums = {
  calls: 0,
  recorded: zero,
  expected: zero,
  least: zero,
  most: zero,
  recounted: 0,
  translated: 0,
  notCompared: new Map(),
};

/** Adds one call: what it was charged, and what it would have been charged or why nobody knows. */
export function addReplayed(
  sums: ReplaySums,
  recorded: Picodollars,
  replayed: ReplayedCost | ReplayReason,
): ReplaySums {
  if (typeof replayed === "string") {
    const count = (sums.notCompared.get(replayed) ?? 0) + 1;
    return { ...sums, notCompared: new Map([...sums.notCompared, [replayed, count]]) };
  }
  return {
    ...sums,
    calls: sums.calls + 1,
    recorded: plus(sums.recorded, recorded),
    expected: plus(sums.expected, replayed.expected),
    least: plus(sums.least, replayed.least),
    most: plus(sums.most, replayed.most),
    recounted: sums.recounted + (replayed.recounted ? 1 : 0),
    translated: sums.translated + (replayed.translated ? 1 : 0),
  };
}
