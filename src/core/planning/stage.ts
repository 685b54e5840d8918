import { limits } from "../limits.ts";
import { type Picodollars, zero } from "../money/picodollars.ts";
import { chooseDescriber, type Describer } from "./describe-pictures.ts";
import { drawSample, type Sample } from "./draw-sample.ts";
import { picturesOf } from "./load.ts";
import type { Offer } from "./offer.ts";
import type { PlanQuestion } from "./read-plan-question.ts";
import { variantsOf } from "./variants.ts";
import type { Workload } from "./workload.ts";

export interface PlanOrder extends PlanQuestion {
  /** The models to plan with, at least one. */
  readonly offers: readonly Offer[];
  /** Who may describe pictures beside them, where the workload names somebody else. */
  readonly others: readonly Offer[];
  /** Calls to simulate for each model; as many as are usual where it isn't said. */
  readonly calls?: number;
}

/** A workload with its calls drawn, and with what each of them costs beside itself. */
export interface Scene {
  readonly workload: Workload;
  readonly sample: Sample;
  /** Null where there are no pictures, or nobody to describe them. */
  readonly describer: Describer | null;
  /** Of every call: having its pictures described; null where that must be and can't. */
  readonly beside: Picodollars | null;
}

/** A workload with something changed, such as `detail=low`. */
export interface Variant extends Scene {
  readonly change: string;
}

/** What is the same for all models of a plan. */
export interface Stage extends Scene {
  /** In the place of the pictures, whatever the workload does with them; null without pictures. */
  readonly described: Variant | null;
  /** What may make it cheaper. */
  readonly variants: readonly Variant[];
  /** As `what_if` asked. */
  readonly changed: Variant | null;
}

/** Draws what a plan needs, once for all of its models. */
export function openStage(order: PlanOrder): Stage {
  const { workload, seed, whatIf } = order;
  const drawing = { seed, calls: order.calls ?? limits.plannedSampleCalls };
  const offers = [...order.offers, ...order.others];
  const sample = drawSample(workload, drawing);
  const scene = (changed: Workload, drawn: Sample): Scene => {
    const describer = picturesOf(changed) > 0 ? chooseDescriber(changed, offers) : null;
    return { workload: changed, sample: drawn, describer, beside: besideOf(changed, describer) };
  };
  const described: Workload = { ...workload, picturesSent: "described" };
  return {
    ...scene(workload, sample),
    described:
      picturesOf(workload) === 0
        ? null
        : { change: "image_history=described", ...scene(described, sample) },
    variants: variantsOf(workload, sample).map(({ change, changed, redrawn }) => ({
      change,
      ...scene(changed, redrawn ? drawSample(changed, drawing) : sample),
    })),
    changed:
      whatIf === null ? null : { change: "what_if", ...scene(whatIf, drawSample(whatIf, drawing)) },
  };
}

function besideOf(workload: Workload, describer: Describer | null): Picodollars | null {
  if (workload.picturesSent !== "described" || picturesOf(workload) === 0) return zero;
  return describer?.cost ?? null;
}
