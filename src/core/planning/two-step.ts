import { type Picodollars, plus, zero } from "../money/picodollars.ts";
import type { Describer } from "./describe-pictures.ts";
import { findTooSmall } from "./judge-model.ts";
import type { Offer } from "./offer.ts";
import type { TwoStepPlan } from "./plan.ts";
import { longestCall, type PlannedCalls, totalOfCalls } from "./plan-call.ts";
import { savedPermille } from "./ratio.ts";
import { divide } from "./spread.ts";
import type { Variant } from "./stage.ts";

/** A model as the writer of the second step, and what its mean call costs. */
export interface Writer {
  readonly offer: Offer;
  readonly call: Picodollars;
}

/**
 * A model as the writer of a workload whose pictures are described: it need not see, but it must do
 * everything else. Null where it can't.
 */
export function planWriter(described: Variant, offer: Offer): Writer | null {
  const { workload, sample } = described;
  const window = longestCall(workload, offer);
  const total = totalOfCalls(workload, offer, { sample, beside: zero });
  if (window === null || total === null) return null;
  if (offer.lacks.some((lack) => workload.needs.includes(lack))) return null;
  if (findTooSmall(workload, offer, window) !== null) return null;
  return { offer, call: divide(total, sample.output.length) };
}

/** The cheapest writer but the model that sees. */
export function chooseWriter(writers: readonly Writer[], vision: string): Writer | null {
  const others = writers.filter(({ offer }) => offer.model !== vision);
  return others.reduce<Writer | null>(
    (low, one) => (low === null || one.call < low.call ? one : low),
    null,
  );
}

/** What the two steps cost, and what they save of the cost in one; below 0 they are dearer. */
export function planTwoStep(
  planned: PlannedCalls,
  vision: Describer,
  writer: Writer | null,
): TwoStepPlan | null {
  if (writer === null) return null;
  const call = plus(vision.cost, writer.call);
  return {
    vision: vision.model,
    writer: writer.offer.model,
    call,
    savedPermille: savedPermille(planned.call.mean, call),
  };
}
