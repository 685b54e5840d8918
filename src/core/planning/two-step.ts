import { type Picodollars, plus } from "../money/picodollars.ts";
import type { Describer } from "./describe-pictures.ts";
import type { Offer } from "./offer.ts";
import type { TwoStepPlan } from "./plan.ts";
import type { PlannedCalls } from "./plan-call.ts";
import { savedPermille } from "./ratio.ts";
import type { Workload } from "./workload.ts";

/** A model as the writer of the second step, and what its mean call costs. */
export interface Writer {
  readonly offer: Offer;
  readonly call: Picodollars;
}

/** The cheapest writer but the model that sees: it need not see, but everything else. */
export function chooseWriter(
  workload: Workload,
  writers: readonly Writer[],
  vision: string,
): Writer | null {
  const able = writers.filter(
    ({ offer }) =>
      offer.model !== vision && !offer.lacks.some((lack) => workload.needs.includes(lack)),
  );
  return able.reduce<Writer | null>(
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
