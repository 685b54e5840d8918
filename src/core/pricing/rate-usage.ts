import type { Model } from "../catalogue/model.ts";
import { most, type Picodollars, plus } from "../money/picodollars.ts";
import { dearest, priceTokens, type Rate } from "../money/rate.ts";
import { imageOutputMax } from "../tokens/image-output/rule.ts";
import { promptTokens, type Usage } from "../tokens/usage.ts";
import type { Price } from "./price.ts";

/** What a call costs, by direction. */
export interface RatedUsage {
  readonly prompt: Picodollars;
  readonly completion: Picodollars;
  readonly total: Picodollars;
}

/**
 * What this usage costs at this price, exactly: every term is a whole number of tokens times a
 * whole number of picodollars. Cached tokens cost the cached rate; providers don't say of which
 * modality they are, so they are taken from text first (what repeats at a prompt's start), then
 * from pictures, then from audio. More cached tokens than there are prompt tokens count as all.
 */
export function rateUsage(price: Price, usage: Usage): RatedUsage {
  const { text, image, audio } = usage.prompt;
  const cached = Math.min(usage.prompt.cached, promptTokens(usage));
  const cachedText = Math.min(cached, text);
  const cachedImage = Math.min(cached - cachedText, image);
  const cachedAudio = cached - cachedText - cachedImage;

  const prompt = plus(
    priceTokens(price.input.text, text - cachedText),
    priceTokens(price.input.image, image - cachedImage),
    priceTokens(price.input.audio, audio - cachedAudio),
    priceTokens(price.input.cached, cached),
  );
  const completion = plus(
    priceTokens(price.output.text, usage.completion.text),
    priceTokens(price.output.image, usage.completion.image),
    priceTokens(price.output.reasoning, usage.completion.reasoning),
  );
  return { prompt, completion, total: plus(prompt, completion) };
}

/**
 * The most that a prompt can cost: its upper bound in tokens, each at the dearest rate it may be
 * billed at. A cached rate above the ordinary one would raise it.
 */
export function pricePromptBound(price: Price, count: PromptBound): Picodollars {
  const { text, image, cached } = price.input;
  return plus(
    priceTokens(dearest(text, cached), count.text.tokensMax),
    priceTokens(dearest(image, cached), count.image.tokensMax),
  );
}

/** A prompt's upper bound by modality, in tokens. */
export interface PromptBound {
  readonly text: { readonly tokensMax: number };
  readonly image: { readonly tokensMax: number };
}

/**
 * The rate of the dearest modality the model can produce: what an output token can cost at most.
 * Any model may report reasoning; pictures come only from one that gives them out.
 */
export function dearestOutput(price: Price, model: Pick<Model, "output">): Rate {
  const { text, image, reasoning } = price.output;
  return model.output.includes("image")
    ? dearest(text, reasoning, image)
    : dearest(text, reasoning);
}

/** The most that an output can cost, and the most that one event of it can. */
export interface OutputBound {
  readonly total: Picodollars;
  /** Tokens of the largest picture that may come out; 0 where the model gives none. */
  readonly pictureTokens: number;
  /** What that picture costs. */
  readonly picture: Picodollars;
}

/**
 * Bounds an output of so many tokens. A picture is billed whole, whatever the limit says: the
 * bound is the limit at the dearest modality, and never less than the largest picture beside a
 * text of the limit's length.
 */
export function boundOutput(
  price: Price,
  model: Pick<Model, "output" | "imageOutput">,
  tokensMax: number,
): OutputBound {
  const { text, image, reasoning } = price.output;
  const pictureTokens = model.imageOutput ? imageOutputMax(model.imageOutput) : 0;
  const picture = priceTokens(image, pictureTokens);
  const limit = priceTokens(dearestOutput(price, model), tokensMax);
  const beside = plus(picture, priceTokens(dearest(text, reasoning), tokensMax));
  return { total: most(limit, beside), pictureTokens, picture };
}
