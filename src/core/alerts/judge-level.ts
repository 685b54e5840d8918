import type { Instant } from "../ledger/types.ts";
import { limits } from "../limits.ts";
import type { Picodollars } from "../money/picodollars.ts";

/** On which side of its threshold an alert's balance is known to be. */
export interface Level {
  readonly fallen: boolean;
  /** Since when a fallen balance has been seen above again, by what running calls gave back. */
  readonly aboveSince: Instant | null;
}

/** A balance as a commit left it. */
export interface SeenBalance {
  readonly available: Picodollars;
  /** True where money came in, and at a start, when nothing is held: then a rise is a rise. */
  readonly credited: boolean;
  readonly at: Instant;
}

export interface Judgement {
  readonly level: Level;
  /** What happened to the threshold, in this order. */
  readonly crossings: readonly ("rose" | "fell")[];
}

/**
 * Whether a balance has crossed a threshold. A running call sets money aside and gives back what
 * it did not need: near the threshold every call would fall through it and rise again. So what
 * is given back counts as risen only after it has stayed above for `alertCalmMs`; money that was
 * paid in counts at once. Exactly at the threshold nothing has happened.
 */
export function judgeLevel(level: Level, below: Picodollars, seen: SeenBalance): Judgement {
  const calm = level.aboveSince !== null && seen.at - level.aboveSince >= limits.alertCalmMs;
  if (seen.available < below) {
    const fallen: Level = { fallen: true, aboveSince: null };
    if (!level.fallen) return { level: fallen, crossings: ["fell"] };
    return { level: fallen, crossings: calm ? ["rose", "fell"] : [] };
  }
  if (!level.fallen || seen.available === below) return { level, crossings: [] };
  if (seen.credited || calm) {
    return { level: { fallen: false, aboveSince: null }, crossings: ["rose"] };
  }
  return { level: { fallen: true, aboveSince: level.aboveSince ?? seen.at }, crossings: [] };
}
