import { type Picodollars, picodollars, zero } from "../money/picodollars.ts";
import { type Candidate, findBreakEven } from "./break-even.ts";
import { type Describer, describePictures } from "./describe-pictures.ts";
import { findUnmet, type Judgement, judgeModel, type Verdict } from "./judge-model.ts";
import type { Offer } from "./offer.ts";
import type { ModelPlan, Plan } from "./plan.ts";
import { type PlannedCalls, planCalls } from "./plan-call.ts";
import { planCaching, planPictures, planSavings, planWhatIf } from "./plan-changes.ts";
import { divide } from "./spread.ts";
import { openStage, type PlanOrder, type Stage } from "./stage.ts";
import { chooseWriter, planTwoStep, planWriter, type Writer } from "./two-step.ts";
import type { Workload } from "./workload.ts";

/** A workload on every model. The same order gives the same plan. Takes about a second. */
export function compareModels(order: PlanOrder): Plan {
  const stage = openStage(order);
  const parts = order.offers.map((offer) => planPart(stage, offer));
  return gather(order, stage, parts);
}

/** One model by itself, before it is set beside the others. */
interface Part {
  readonly offer: Offer;
  readonly planned: PlannedCalls | null;
  readonly unmet: string | null;
  readonly writer: Writer | null;
  readonly looks: Describer | null;
  readonly own: Own;
}

function planPart(stage: Stage, offer: Offer): Part {
  const { workload, sample, beside, described } = stage;
  const planned = beside === null ? null : planCalls(workload, offer, { sample, beside });
  const isTwoStep = described !== null && workload.picturesSent !== "described";
  const unmet = beside === null ? "nobody describes its pictures" : null;
  return {
    offer,
    planned,
    unmet: unmet ?? findUnmet(workload, offer, planned),
    writer: isTwoStep ? planWriter(described, offer) : null,
    looks: isTwoStep ? describePictures(workload, offer) : null,
    own: planned === null ? nothing : planOwn(stage, offer, planned),
  };
}

type Own = Pick<ModelPlan, "caching" | "pictures" | "cheaper" | "whatIf">;

const nothing: Own = { caching: null, pictures: null, cheaper: [], whatIf: null };

function planOwn(stage: Stage, offer: Offer, planned: PlannedCalls): Own {
  return {
    caching: planCaching(stage, offer),
    pictures: planPictures(stage, offer),
    cheaper: planSavings(stage, offer, planned),
    whatIf: planWhatIf(stage, offer, planned),
  };
}

function gather(order: PlanOrder, stage: Stage, parts: readonly Part[]): Plan {
  const { workload } = order;
  const cheapest = cheapestOf(
    parts.flatMap((part) => (part.unmet === null ? (fit(part) ?? []) : [])),
  );
  const models = parts.map((part) => finishPart(workload, part, { parts, cheapest }));
  return {
    workload,
    seed: order.seed,
    calls: stage.sample.prompt.length,
    models: models.sort(byVerdict),
    compared: comparePair(order, parts),
    whatIf: order.whatIf,
  };
}

function fit({ offer, planned }: Part): Candidate | null {
  return planned === null ? null : { offer, planned };
}

/** The first of those that cost least. */
function cheapestOf(candidates: readonly Candidate[]): (Candidate & { count: number }) | null {
  const [first, ...others] = candidates;
  if (first === undefined) return null;
  const found = others.reduce(
    (low, one) => (one.planned.total < low.planned.total ? one : low),
    first,
  );
  return { ...found, count: candidates.length };
}

interface Field {
  readonly parts: readonly Part[];
  readonly cheapest: (Candidate & { readonly count: number }) | null;
}

function finishPart(workload: Workload, part: Part, field: Field): ModelPlan {
  const { offer, planned, looks } = part;
  const { parts, cheapest } = field;
  const candidate = fit(part);
  const isOther = candidate !== null && cheapest !== null && cheapest.offer.model !== offer.model;
  const writers = parts.flatMap(({ writer }) => writer ?? []);
  const { calls = 1, total = zero } = planned ?? {};
  const days = (count: number): Picodollars =>
    divide(picodollars(total * BigInt(workload.callsPerDay) * BigInt(count)), calls);
  return {
    ...judgePart(workload, part, cheapest),
    offer,
    planned,
    day: planned === null ? null : days(1),
    month: planned === null ? null : days(workload.daysPerMonth),
    ...part.own,
    twoStep:
      planned === null || looks === null
        ? null
        : planTwoStep(planned, looks, chooseWriter(writers, offer.model)),
    breakEven: isOther ? findBreakEven(workload, candidate, cheapest) : null,
  };
}

function judgePart(workload: Workload, part: Part, cheapest: Field["cheapest"]): Judgement {
  const candidate = fit(part);
  if (part.unmet !== null || candidate === null || cheapest === null) {
    return { verdict: "not_recommended", reason: part.unmet ?? "it can't be planned" };
  }
  return judgeModel(workload, candidate, {
    cheapest: cheapest.planned,
    cheapestModel: cheapest.offer.model,
    count: cheapest.count,
  });
}

const verdicts: readonly Verdict[] = ["recommended", "with_caution", "not_recommended"];

/** By verdict, then by cost; what can't be planned comes last. */
function byVerdict(first: ModelPlan, second: ModelPlan): number {
  const rank = verdicts.indexOf(first.verdict) - verdicts.indexOf(second.verdict);
  if (rank !== 0) return rank;
  if (first.planned === null || second.planned === null) {
    return Number(first.planned === null) - Number(second.planned === null);
  }
  if (first.planned.total === second.planned.total) return 0;
  return first.planned.total < second.planned.total ? -1 : 1;
}

function comparePair({ compare, workload }: PlanOrder, parts: readonly Part[]): Plan["compared"] {
  if (compare === null) return null;
  const [first, second] = compare.map((name) => {
    const part = parts.find(({ offer }) => offer.model === name);
    return part === undefined ? null : fit(part);
  });
  if (!first || !second) return { models: compare, breakEven: null };
  return { models: compare, breakEven: findBreakEven(workload, first, second) };
}
