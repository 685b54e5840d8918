import {
  formatDollars,
  least,
  most,
  type Picodollars,
  picodollars,
  plus,
  zero,
} from "../money/picodollars.ts";
import { rateUsage } from "../pricing/rate-usage.ts";
import { WrongSetting } from "../settings/setting.ts";
import { promptTokens } from "../tokens/usage.ts";
import { usageOfCall } from "./call-usage.ts";
import { drawSample, extremeSample, type Sample, type SampleOrder } from "./draw-sample.ts";
import { type Load, loadOf } from "./load.ts";
import type { Offer } from "./offer.ts";
import { conversationMax, rateSample, type SampleTokens, type Split } from "./rate-sample.ts";
import { type CostSpread, divide, spreadOf } from "./spread.ts";
import { totalSample } from "./total-sample.ts";
import type { Workload } from "./workload.ts";

/** What one call of a workload costs on one model, and one conversation of it. */
export interface PlannedCalls {
  readonly call: CostSpread;
  readonly conversation: CostSpread;
  /** Of the mean call; `descriptions` are what stands in the place of its pictures. */
  readonly split: Split & { readonly descriptions: Picodollars };
  /** Of all calls, and how many those are. */
  readonly tokens: SampleTokens;
  readonly calls: number;
  readonly total: Picodollars;
  /** Tokens of the longest call, prompt and output together. */
  readonly windowTokens: number;
}

/** What every call costs beside itself, such as having its pictures described. */
export interface PlanTerms {
  readonly sample: Sample;
  readonly beside: Picodollars;
}

/**
 * The cost of one call of a workload on a model: its mean, median, 95th percentile and extremes;
 * null where the model takes no pictures and the workload has them. The same seed gives the same
 * amounts. Throws `WrongSetting` where a conversation might cost more than $9,007.
 */
export function spreadOfCall(
  workload: Workload,
  offer: Offer,
  order: SampleOrder,
): CostSpread | null {
  const terms = { sample: drawSample(workload, order), beside: zero };
  return planCalls(workload, offer, terms)?.call ?? null;
}

/** The same with what goes with it; the sample is drawn once for all models. */
export function planCalls(
  workload: Workload,
  offer: Offer,
  { sample, beside }: PlanTerms,
): PlannedCalls | null {
  const load = loadOf(workload, offer);
  if (load === null) return null;
  const extremes = extremesOf(workload, offer, { load, beside });
  const { price } = offer.price;
  const rated = rateSample(sample, load, { price, worst: extremes.worst.conversation });
  const calls = rated.calls.length;
  const added = Number(beside);
  for (let at = 0; added > 0 && at < calls; at += 1)
    rated.calls[at] = (rated.calls[at] ?? 0) + added;
  const { text, picture, output } = rated.total;
  const total = plus(text, picture, output, picodollars(beside * BigInt(calls)));
  const spread = (costs: Float64Array, which: "call" | "conversation"): CostSpread =>
    spreadOf({
      costs,
      total,
      least: extremes.least[which],
      worst: extremes.worst[which],
    });
  const call = spread(rated.calls, "call");
  return {
    call,
    conversation:
      sample.turns === 1 ? call : spread(joinCalls(rated.calls, sample), "conversation"),
    split: {
      text: divide(text, calls),
      picture: divide(picture, calls),
      output: divide(output, calls),
      descriptions: beside,
    },
    tokens: rated.tokens,
    calls,
    total,
    windowTokens: extremes.windowTokens,
  };
}

/** What all calls of the sample cost together, without the work of a spread; null as above. */
export function totalOfCalls(
  workload: Workload,
  offer: Offer,
  { sample, beside }: PlanTerms,
): Picodollars | null {
  const load = loadOf(workload, offer);
  if (load === null) return null;
  const { worst } = extremesOf(workload, offer, { load, beside });
  const terms = { price: offer.price.price, worst: worst.conversation };
  const besides = picodollars(beside * BigInt(sample.output.length));
  return plus(totalSample(sample, load, terms), besides);
}

/** Tokens of the longest call, prompt and output together; null as above. */
export function longestCall(workload: Workload, offer: Offer): number | null {
  const load = loadOf(workload, offer);
  return load === null ? null : extremesOf(workload, offer, { load, beside: zero }).windowTokens;
}

interface Extremes {
  readonly least: Extreme;
  readonly worst: Extreme;
  readonly windowTokens: number;
}

interface Extreme {
  readonly call: Picodollars;
  readonly conversation: Picodollars;
}

/** By the same arithmetic as a bill: an amount beyond exact whole numbers is refused here. */
function extremesOf(
  workload: Workload,
  offer: Offer,
  { load, beside }: { readonly load: Load; readonly beside: Picodollars },
): Extremes {
  const rate = (which: "least" | "most") => {
    const sample = extremeSample(workload, which);
    const usages = Array.from(sample.prompt, (_, at) => usageOfCall(sample, load, at));
    const costs = usages.map((usage) => plus(rateUsage(offer.price.price, usage).total, beside));
    return { usages, costs, sum: costs.reduce((sum, one) => plus(sum, one), zero) };
  };
  const longest = rate("most");
  const shortest = rate("least");
  if (longest.sum > conversationMax) {
    const seen = `a conversation of up to $${formatDollars(longest.sum)} on ${offer.model}`;
    throw new WrongSetting("turns", seen, "one of at most $9,007");
  }
  const windows = longest.usages.map((usage) => promptTokens(usage) + usage.completion.text);
  return {
    least: {
      call: shortest.costs.reduce((low, one) => least(low, one)),
      conversation: shortest.sum,
    },
    worst: {
      call: longest.costs.reduce((high, one) => most(high, one)),
      conversation: longest.sum,
    },
    windowTokens: windows.reduce((high, one) => Math.max(high, one), 0),
  };
}

/** Sums of calls that follow each other: exact, because the worst conversation is. */
function joinCalls(calls: Float64Array, { turns, conversations }: Sample): Float64Array {
  const joined = new Float64Array(conversations);
  for (let at = 0; at < calls.length; at += 1) {
    const conversation = Math.floor(at / turns);
    joined[conversation] = (joined[conversation] ?? 0) + (calls[at] ?? 0);
  }
  return joined;
}
