import { plus } from "../money/picodollars.ts";
import { priceTokens } from "../money/rate.ts";
import { cutAt, reachOf } from "./distribution.ts";
import { scaleTokens, textHundredths } from "./load.ts";
import type { Offer } from "./offer.ts";
import type { PlannedCalls } from "./plan-call.ts";
import { timesTenths, writeFactor } from "./ratio.ts";
import type { Workload } from "./workload.ts";

export type Verdict = "recommended" | "with_caution" | "not_recommended";

/** What a plan thinks of a model for a workload, and why, in one line. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Tenths: up to twice the cheapest, a model's quality may well be worth it. */
const recommendedTenthsMax = 20;
/** Tenths: beyond ten times the cheapest, the same money buys ten tries elsewhere. */
const cautionTenthsMax = 100;
/** Tenths: output at twenty times the price of input is where long answers ruin people. */
const dearOutputTenths = 200;
/** Percent of a call's cost, from which on the length of the answer decides it. */
const outputShareHigh = 50;

/**
 * Why a model can't do the work at all, or null: what it takes in and gives out, its window and
 * limits, and the measured wait for its first token.
 */
export function findUnmet(
  workload: Workload,
  offer: Offer,
  planned: PlannedCalls | null,
): string | null {
  const { needs, pictures, picturesSent } = workload;
  const sees = needs.includes("vision") || (pictures.length > 0 && picturesSent !== "described");
  if (planned === null || (sees && !offer.input.includes("image"))) return "takes no pictures";
  if (needs.includes("tools") && offer.lacks.includes("tools")) return "calls no tools";
  if (needs.includes("json") && offer.lacks.includes("json")) {
    return "can't be bound to a JSON schema";
  }
  return findTooSmall(workload, offer, planned.windowTokens) ?? findTooSlow(workload, offer);
}

/** A model that can do the work: by its cost beside the cheapest, and what nobody measured. */
export function judgeModel(
  workload: Workload,
  candidate: { readonly offer: Offer; readonly planned: PlannedCalls },
  field: {
    readonly cheapest: PlannedCalls;
    readonly cheapestModel: string;
    readonly count: number;
  },
): Judgement {
  const { offer, planned } = candidate;
  const tenths = timesTenths(planned.total, field.cheapest.total);
  const cost = rankReason(offer, tenths, field);
  const output = outputReason(offer, planned);
  if (tenths !== null && tenths > cautionTenthsMax) {
    return { verdict: "not_recommended", reason: join(cost, output) };
  }
  const wait = unknownWait(workload, offer);
  const isDear = tenths !== null && tenths > recommendedTenthsMax;
  const isCareful = isDear || output !== null || wait !== null;
  return {
    verdict: isCareful ? "with_caution" : "recommended",
    reason: join(cost, output, wait),
  };
}

/** Share of a mean call that its answer costs, in whole percent; null where it costs nothing. */
export function outputPercent({ split }: PlannedCalls): number | null {
  const total = plus(split.text, split.picture, split.output, split.descriptions);
  return total <= 0n ? null : Number((200n * split.output + total) / (2n * total));
}

/** Whether the longest answer or the longest call is beyond a model, and by how much; or null. */
export function findTooSmall(
  workload: Workload,
  offer: Offer,
  windowTokens: number,
): string | null {
  const longest = reachOf(cutAt(workload.outputTokens, workload.outputTokensMax)).most;
  const output = scaleTokens(longest, textHundredths(workload, offer));
  if (output > offer.outputTokensMax) {
    return `answers of up to ${output} tokens; it gives at most ${offer.outputTokensMax}`;
  }
  if (windowTokens > offer.contextWindow) {
    return `needs up to ${windowTokens} tokens; its window is ${offer.contextWindow}`;
  }
  return null;
}

function findTooSlow(workload: Workload, offer: Offer): string | null {
  const { firstTokenMsMax } = workload;
  const measured = workload.firstTokenMs.get(offer.model);
  if (firstTokenMsMax === null || measured === undefined || measured <= firstTokenMsMax)
    return null;
  return `${measured} ms to the first token; ${firstTokenMsMax} ms are allowed`;
}

function unknownWait(workload: Workload, offer: Offer): string | null {
  const { firstTokenMsMax } = workload;
  if (firstTokenMsMax === null || workload.firstTokenMs.has(offer.model)) return null;
  return "time to the first token unknown: measure it";
}

function rankReason(
  offer: Offer,
  tenths: number | null,
  field: { readonly cheapestModel: string; readonly count: number },
): string {
  if (offer.model === field.cheapestModel) {
    return field.count === 1 ? "the only one that fits" : `the cheapest of ${field.count} that fit`;
  }
  if (tenths === null) return `${field.cheapestModel} costs nothing`;
  if (tenths === 10) return `about as cheap as the cheapest, ${field.cheapestModel}`;
  return `${writeFactor(tenths)} times the cheapest, ${field.cheapestModel}`;
}

/** Told where the answer decides the cost, and its price lies far above that of the prompt. */
function outputReason(offer: Offer, planned: PlannedCalls): string | null {
  const percent = outputPercent(planned);
  const { input, output } = offer.price.price;
  const tenths = timesTenths(priceTokens(output.text, 1), priceTokens(input.text, 1));
  if (percent === null || percent < outputShareHigh) return null;
  if (tenths === null || tenths < dearOutputTenths) return null;
  return `${percent} % of it is output, at ${writeFactor(tenths)} times the price of input`;
}

function join(...reasons: readonly (string | null)[]): string {
  return reasons.filter((one) => one !== null).join("; ");
}
