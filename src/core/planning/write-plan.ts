import { twoStepId } from "../catalogue/two-step.ts";
import { formatDollars, type Picodollars, plus } from "../money/picodollars.ts";
import type { BreakEven } from "./break-even.ts";
import type { CachingPlan, ChangedCost, ModelPlan, PictureWay, Plan, TwoStepPlan } from "./plan.ts";
import type { PlannedCalls } from "./plan-call.ts";
import type { CostSpread } from "./spread.ts";

/** A plan as it is told in JSON: amounts as decimal dollars, shares and savings as percent. */
export function writePlan(plan: Plan): Record<string, unknown> {
  const { workload, compared } = plan;
  const { callsPerDay, turns } = workload;
  return {
    object: "plan",
    name: workload.name,
    about: workload.about,
    seed: plan.seed,
    simulated_calls: plan.calls,
    calls_per_day: callsPerDay,
    conversations_per_day: callsPerDay / turns,
    days_per_month: workload.daysPerMonth,
    turns,
    models: plan.models.map(writeModel),
    compared:
      compared === null
        ? null
        : {
            models: compared.models,
            break_even: compared.breakEven === null ? null : writeBreakEven(compared.breakEven),
          },
  };
}

function writeModel(model: ModelPlan): Record<string, unknown> {
  const { offer, planned, caching, pictures, twoStep, breakEven, whatIf } = model;
  return {
    model: offer.model,
    price_version: offer.price.id,
    verdict: model.verdict,
    reason: model.reason,
    cost: planned === null ? null : writeCost(planned, model),
    tokens: planned === null ? null : writeTokens(planned),
    caching: caching === null ? null : writeCaching(caching),
    pictures: pictures === null ? null : pictures.map(writePictureWay),
    two_step: twoStep === null ? null : writeTwoStep(twoStep),
    break_even: breakEven === null ? null : writeBreakEven(breakEven),
    cheaper: model.cheaper.map(({ change, call, savedPermille }) => ({
      change,
      call: formatDollars(call),
      saving_percent: savedPermille / 10,
    })),
    what_if: whatIf === null ? null : writeChanged(whatIf),
  };
}

function writeCost(planned: PlannedCalls, { day, month }: ModelPlan): Record<string, unknown> {
  const { text, picture, output, descriptions } = planned.split;
  return {
    call: writeSpread(planned.call),
    conversation: writeSpread(planned.conversation),
    day: writeAmount(day),
    month: writeAmount(month),
    split: {
      prompt_text: writeShare(text, planned),
      prompt_images: writeShare(picture, planned),
      completion: writeShare(output, planned),
      descriptions: writeShare(descriptions, planned),
    },
  };
}

function writeSpread({ mean, p50, p95, least, worst }: CostSpread): Record<string, string> {
  return {
    mean: formatDollars(mean),
    p50: formatDollars(p50),
    p95: formatDollars(p95),
    least: formatDollars(least),
    worst: formatDollars(worst),
  };
}

function writeShare(amount: Picodollars, { split }: PlannedCalls): Record<string, unknown> {
  const total = plus(split.text, split.picture, split.output, split.descriptions);
  return { cost: formatDollars(amount), percent: percentOf(amount, total) };
}

/** To a tenth; 0 of nothing. */
function percentOf(amount: Picodollars, total: Picodollars): number {
  return total <= 0n ? 0 : Number((2000n * amount + total) / (2n * total)) / 10;
}

function writeTokens({ tokens, calls }: PlannedCalls): Record<string, number> {
  const mean = (sum: number): number => Math.round((sum / calls) * 10) / 10;
  return {
    prompt_text: mean(tokens.text),
    prompt_images: mean(tokens.picture),
    completion: mean(tokens.output),
  };
}

function writeCaching({ share, without, with: cached }: CachingPlan): Record<string, unknown> {
  return { share, without: formatDollars(without), with: formatDollars(cached) };
}

function writePictureWay(way: PictureWay): Record<string, unknown> {
  return {
    image_history: way.sent,
    image_tokens: way.imageTokens,
    description_tokens: way.descriptionTokens,
    described_by: way.describer,
    conversation: writeAmount(way.conversation),
  };
}

function writeTwoStep({ vision, writer, call, savedPermille }: TwoStepPlan) {
  return {
    model: twoStepId(vision, writer),
    vision,
    writer,
    call: formatDollars(call),
    saving_percent: savedPermille / 10,
  };
}

function writeBreakEven({ below, above, outputTokens }: BreakEven): Record<string, unknown> {
  return { below, above, output_tokens: outputTokens };
}

function writeChanged({ call, month, savedPermille }: ChangedCost): Record<string, unknown> {
  return {
    call: formatDollars(call),
    month: formatDollars(month),
    saving_percent: savedPermille / 10,
  };
}

function writeAmount(amount: Picodollars | null): string | null {
  return amount === null ? null : formatDollars(amount);
}
