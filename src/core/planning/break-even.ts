import type { Rates } from "../pricing/price.ts";
import { textHundredths } from "./load.ts";
import type { Offer } from "./offer.ts";
import type { PlannedCalls } from "./plan-call.ts";
import type { Workload } from "./workload.ts";

/** From which length of an answer on one model is cheaper than another. */
export interface BreakEven {
  /** Cheaper for answers below `outputTokens`; the same as `above` where it always is. */
  readonly below: string;
  readonly above: string;
  /** The first length at which `above` is cheaper; null where one model always is. */
  readonly outputTokens: number | null;
}

export interface Candidate {
  readonly offer: Offer;
  readonly planned: PlannedCalls;
}

/**
 * Where the mean call of two models costs the same: both send the workload's mean prompt, and the
 * answer's length varies. Null where they cost the same at every length.
 */
export function findBreakEven(
  workload: Workload,
  first: Candidate,
  second: Candidate,
): BreakEven | null {
  const [one, other] = [lineOf(workload, first), lineOf(workload, second)];
  const [start, slope] = [one.start - other.start, one.slope - other.slope];
  if (start === 0n && slope === 0n) return null;
  // At the start, or just behind it, the one with the lower line is the cheaper.
  const [low, high] = start < 0n || (start === 0n && slope < 0n) ? [one, other] : [other, one];
  if (low.slope <= high.slope) return { below: low.model, above: low.model, outputTokens: null };
  const length = (high.start - low.start) / (low.slope - high.slope);
  return { below: low.model, above: high.model, outputTokens: Number(length) + 1 };
}

/** What a call costs by the length of its answer: a start and a slope, both a hundredfold. */
interface CostLine {
  readonly model: string;
  readonly start: bigint;
  readonly slope: bigint;
}

function lineOf(workload: Workload, { offer, planned }: Candidate): CostLine {
  const { split, tokens, calls } = planned;
  const { price } = offer.price;
  const meanPrompt = (tokens.text + tokens.picture) / calls;
  const rates: Rates = price.tiers?.findLast(({ above }) => meanPrompt > above) ?? price;
  return {
    model: offer.model,
    start: (split.text + split.picture) * 100n,
    slope: rates.output.text * BigInt(textHundredths(workload, offer)),
  };
}
