import type { Model } from "../catalogue/model.ts";
import { most, type Picodollars, plus } from "../money/picodollars.ts";
import { dearest, priceTokens, type Rate } from "../money/rate.ts";
import { imageOutputMax } from "../tokens/image-output/rule.ts";
import { promptTokens, type Usage } from "../tokens/usage.ts";
import type { Price, Rates } from "./price.ts";

/** What a call costs, by direction. */
export interface RatedUsage {
  readonly prompt: Picodollars;
  readonly completion: Picodollars;
  readonly total: Picodollars;
}

/**
 * What this usage costs at this price, exactly: every term is a whole number of tokens times a
 * whole number of picodollars. A prompt longer than a tier's threshold costs that tier's rates,
 * all of the request. Tokens read from the cache or written to it cost their own rates; providers
 * don't say of which modality they are, so they are taken from text first (what repeats at a
 * prompt's start), then from pictures, then from audio. More of them than there are prompt tokens
 * count as all.
 */
export function rateUsage(price: Price, usage: Usage): RatedUsage {
  const prompt = promptTokens(usage);
  const rates = ratesFor(price, prompt);
  const completion = plus(
    priceTokens(rates.output.text, usage.completion.text),
    priceTokens(rates.output.image, usage.completion.image),
    priceTokens(rates.output.reasoning, usage.completion.reasoning),
  );
  const rated = ratePrompt(rates.input, usage.prompt, prompt);
  return { prompt: rated, completion, total: plus(rated, completion) };
}

/** The rates that a prompt of so many tokens has: the longest tier's that it is above of. */
function ratesFor(price: Price, tokens: number): Rates {
  return price.tiers?.findLast((tier) => tokens > tier.above) ?? price;
}

function ratePrompt(rates: Rates["input"], used: Usage["prompt"], tokens: number): Picodollars {
  const { text, image } = used;
  const cached = Math.min(used.cached, tokens);
  const long = Math.min(used.cacheWrite1h ?? 0, tokens - cached);
  const short = Math.min(used.cacheWrite ?? 0, tokens - cached - long);
  const apart = cached + long + short;
  const apartText = Math.min(apart, text);
  const apartImage = Math.min(apart - apartText, image);
  return plus(
    priceTokens(rates.text, text - apartText),
    priceTokens(rates.image, image - apartImage),
    priceTokens(rates.audio, used.audio - (apart - apartText - apartImage)),
    priceTokens(rates.cached, cached),
    priceTokens(cacheWriteRate(rates), short),
    priceTokens(cacheWrite1hRate(rates), long),
  );
}

function cacheWriteRate(rates: Rates["input"]): Rate {
  return rates.cacheWrite ?? rates.text;
}

function cacheWrite1hRate(rates: Rates["input"]): Rate {
  return rates.cacheWrite1h ?? cacheWriteRate(rates);
}

/**
 * The dearest that each modality can be for a prompt of at most so many tokens: what bounds are
 * made with. A shorter prompt may fall into any tier below.
 */
export function dearestRates(price: Price, promptTokensMax: number): Price {
  const reached = price.tiers?.filter((tier) => promptTokensMax > tier.above) ?? [];
  return [price, ...reached].reduce<Price>(
    ({ input, output }, next) => ({
      input: {
        text: dearest(input.text, next.input.text),
        image: dearest(input.image, next.input.image),
        cached: dearest(input.cached, next.input.cached),
        audio: dearest(input.audio, next.input.audio),
        cacheWrite: dearest(cacheWriteRate(input), cacheWriteRate(next.input)),
        cacheWrite1h: dearest(cacheWrite1hRate(input), cacheWrite1hRate(next.input)),
      },
      output: {
        text: dearest(output.text, next.output.text),
        image: dearest(output.image, next.output.image),
        reasoning: dearest(output.reasoning, next.output.reasoning),
      },
    }),
    price,
  );
}

/**
 * The most that a prompt can cost: its upper bound in tokens, each at the dearest rate it may be
 * billed at. A provider may write to its cache unasked, but for an hour only where it is told to.
 */
export function pricePromptBound(
  price: Price,
  count: PromptBound,
  asked: { readonly cachedForAnHour: boolean } = { cachedForAnHour: false },
): Picodollars {
  const tokensMax = count.text.tokensMax + count.image.tokensMax;
  const { input } = dearestRates(price, tokensMax);
  const { text, image, cached } = input;
  const write = cacheWriteRate(input);
  const cache = asked.cachedForAnHour
    ? dearest(cached, write, cacheWrite1hRate(input))
    : dearest(cached, write);
  return plus(
    priceTokens(dearest(text, cache), count.text.tokensMax),
    priceTokens(dearest(image, cache), count.image.tokensMax),
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
