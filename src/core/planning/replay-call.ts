import type { Model, Route } from "../catalogue/model.ts";
import type { Picodollars } from "../money/picodollars.ts";
import type { Price } from "../pricing/price.ts";
import { rateUsage } from "../pricing/rate-usage.ts";
import { sumCounts } from "../tokens/count.ts";
import { completionTokens, promptTokens, type Usage } from "../tokens/usage.ts";
import { countPicture, type PictureSize } from "../tokens/vision/rule.ts";
import { visionRuleAt } from "../tokens/vision/rule-at.ts";
import { translateUsage } from "./translate-usage.ts";

/** A call as its record tells it. */
export interface RecordedCall {
  readonly usage: Usage;
  /** Null where the model is not in the catalogue any more. */
  readonly model: Model | null;
  /** The way it was served, which may count differently; null where it is not known any more. */
  readonly route: Route | null;
  /** The sizes of its pictures; null where the record is from before they were kept. */
  readonly pictures: readonly PictureSize[] | null;
  /** True where two models answered: nobody knows what one would have been asked. */
  readonly inSteps: boolean;
}

/** What a call is re-priced on. */
export interface ReplayTarget {
  readonly model: Model;
  readonly price: Price;
  /** Milliseconds since 1970: picture rules are dated. */
  readonly at: number;
}

/** Why a call can't be compared, each with its sentence in `replayReasons`. */
export type ReplayReason = keyof typeof replayReasons;

export const replayReasons = {
  not_priced: "no price is in force for it",
  model_unknown: "the recorded model is not in the catalogue any more",
  two_steps: "two models answered, and one would have been asked something else",
  no_vision: "it takes no pictures",
  no_audio: "it takes no sound",
  picture_sizes_unknown: "it counts pictures by another rule, and their sizes were not recorded",
  picture_output: "the answer has pictures, and it makes none or counts them otherwise",
  hidden_reasoning: "the recorded model thought, and another one thinks as much as it likes",
  window_too_small: "prompt and answer don't fit its context window",
  output_limit: "the answer is longer than it may write",
} as const;

/** What a call would have cost there: expected, and within what range. */
export interface ReplayedCost {
  readonly expected: Picodollars;
  readonly least: Picodollars;
  readonly most: Picodollars;
  /** Whether its pictures were counted anew, by the other model's rule. */
  readonly recounted: boolean;
  /** Whether text was carried over from one way of counting to another. */
  readonly translated: boolean;
}

/** What the same call would have cost on another model or at another price; or why nobody knows. */
export function replayCall(call: RecordedCall, target: ReplayTarget): ReplayedCost | ReplayReason {
  const { usage, model } = call;
  const { price } = target;
  // On its own model everything is as it was, and exact.
  if (model?.id === target.model.id) {
    const { total } = rateUsage(price, usage);
    return { expected: total, least: total, most: total, recounted: false, translated: false };
  }
  if (call.inSteps) return "two_steps";
  if (model === null) return "model_unknown";
  const reason = whyNot(call, target);
  if (reason !== null) return reason;
  const seen = seenBy(call, target);
  if (seen === null) return "picture_sizes_unknown";

  const from = call.route?.text ?? model.text;
  const to = target.model.routes[0]?.text ?? target.model.text;
  const { expected, least, most } = translateUsage(withImages(usage, seen.tokens), from, to);
  const fits = whatFits(expected, target.model);
  if (fits !== null) return fits;
  const rated = rateUsage(price, expected).total;
  const atMost = seen.tokensMax === seen.tokens ? most : withImages(most, seen.tokensMax);
  return {
    expected: rated,
    // Most are one figure: the same usage is not rated three times.
    least: least === expected ? rated : rateUsage(price, least).total,
    most: atMost === expected ? rated : rateUsage(price, atMost).total,
    recounted: seen.recounted,
    translated: from !== to,
  };
}

function whyNot({ usage, model }: RecordedCall, target: ReplayTarget): ReplayReason | null {
  const { prompt, completion } = usage;
  const { input, output, imageOutput } = target.model;
  if (prompt.image > 0 && !input.includes("image")) return "no_vision";
  if (prompt.audio > 0 && !input.includes("audio")) return "no_audio";
  const draws = output.includes("image") && imageOutput === model?.imageOutput;
  if (completion.image > 0 && !draws) return "picture_output";
  return completion.reasoning > 0 ? "hidden_reasoning" : null;
}

/** Tokens of the call's pictures there, by its first route; null where only sizes would tell. */
function seenBy(
  { usage, model, route, pictures }: RecordedCall,
  { model: other, at }: ReplayTarget,
) {
  const { image } = usage.prompt;
  const rule = visionRuleAt(other.routes[0]?.vision ?? other.vision, at);
  const isSame = rule === visionRuleAt(route?.vision ?? model?.vision ?? null, at);
  if (image === 0 || isSame) return { tokens: image, tokensMax: image, recounted: false };
  if (rule === null || pictures === null || pictures.length === 0) return null;
  const counted = sumCounts(pictures.map((picture) => countPicture(rule, picture)));
  return { ...counted, recounted: true };
}

function withImages(usage: Usage, image: number): Usage {
  if (usage.prompt.image === image) return usage;
  return { ...usage, prompt: { ...usage.prompt, image } };
}

function whatFits(usage: Usage, model: Model): ReplayReason | null {
  const answer = completionTokens(usage);
  if (promptTokens(usage) + answer > model.contextWindow) return "window_too_small";
  return answer > model.outputTokensMax ? "output_limit" : null;
}
