import { assert } from "../assert.ts";
import { type Picodollars, picodollars } from "../money/picodollars.ts";
import type { Price, Rates } from "../pricing/price.ts";
import { type CallTokens, openCalls } from "./call-usage.ts";
import type { Sample } from "./draw-sample.ts";
import { type Load, scaleTokens } from "./load.ts";

/** A sample's calls at a price. */
export interface RatedSample {
  /**
   * What each call costs, in whole picodollars: the one place where amounts are not `Picodollars`
   * but exact whole numbers below 2^53, because a plan sorts a hundred thousand of them.
   */
  readonly calls: Float64Array;
  /** Of all calls together, exactly. */
  readonly total: Split;
  readonly tokens: SampleTokens;
}

/** What is paid for, part by part. */
export interface Split {
  readonly text: Picodollars;
  readonly picture: Picodollars;
  readonly output: Picodollars;
}

/** Tokens of all calls together. */
export interface SampleTokens {
  readonly text: number;
  readonly picture: number;
  readonly output: number;
}

/** The most that all calls of one conversation may cost for their sum to be exact: 2^53 - 1. */
export const conversationMax: Picodollars = picodollars(BigInt(Number.MAX_SAFE_INTEGER));

/**
 * Prices every call of a sample, with the same result as `rateUsage` call by call, some hundred
 * times faster. `worst` is what the dearest call may cost: it says how many can be added before
 * a sum of whole numbers would no longer be exact.
 */
export function rateSample(
  sample: Sample,
  load: Load,
  { price, worst }: { readonly price: Price; readonly worst: Picodollars },
): RatedSample {
  assert(worst <= conversationMax, "a planned call costs less than 2^53 picodollars");
  const count = sample.prompt.length;
  const calls = new Float64Array(count);
  const blockLength = Math.max(1, Math.min(count, Number(conversationMax / atLeastOne(worst))));
  const total = { text: 0n, picture: 0n, output: 0n };
  const tokens = { text: 0, picture: 0, output: 0 };
  const rating = openRating(price);
  // Most passes cache nothing, on prices without tiers: those are the quick ones.
  const isPlain = load.cacheableShare === 0 && rating.tiers.length === 0;
  const rateBlock = isPlain ? ratePlainBlock : rateAnyBlock;
  const read = openCalls(sample, load);
  for (let from = 0; from < count; from += blockLength) {
    const to = Math.min(count, from + blockLength);
    const block = rateBlock({ sample, load, read, rating, calls, tokens }, from, to);
    total.text += BigInt(block.text);
    total.picture += BigInt(block.picture);
    total.output += BigInt(block.output);
  }
  return {
    calls,
    tokens,
    total: {
      text: picodollars(total.text),
      picture: picodollars(total.picture),
      output: picodollars(total.output),
    },
  };
}

interface Block {
  readonly sample: Sample;
  readonly load: Load;
  readonly read: (at: number) => CallTokens;
  readonly rating: Rating;
  readonly calls: Float64Array;
  readonly tokens: { text: number; picture: number; output: number };
}

function rateAnyBlock(block: Block, from: number, to: number) {
  const { read, rating, calls, tokens } = block;
  const sum = { text: 0, picture: 0, output: 0 };
  for (let at = from; at < to; at += 1) {
    const call = read(at);
    const rates = ratesOf(rating, call.text + call.picture);
    const cachedText = Math.min(call.cached, call.text);
    const cachedPicture = call.cached - cachedText;
    const writtenText = Math.min(call.written, call.text - cachedText);
    const writtenPicture = call.written - writtenText;
    const text =
      (call.text - cachedText - writtenText) * rates.text +
      cachedText * rates.cached +
      writtenText * rates.write;
    const picture =
      (call.picture - cachedPicture - writtenPicture) * rates.picture +
      cachedPicture * rates.cached +
      writtenPicture * rates.write;
    const output = call.output * rates.output;
    calls[at] = text + picture + output;
    sum.text += text;
    sum.picture += picture;
    sum.output += output;
    tokens.text += call.text;
    tokens.picture += call.picture;
    tokens.output += call.output;
  }
  return sum;
}

/** The same where nothing is cached and one rate holds for all: without the questions about it. */
function ratePlainBlock(block: Block, from: number, to: number) {
  const { sample, load, calls, tokens } = block;
  const { prompt, output: answers, turns } = sample;
  const { hundredths, addedTokens, descriptionTokens } = load;
  const { text: textRate, picture: pictureRate, output: outputRate } = block.rating.base;
  const sum = { text: 0, picture: 0, output: 0 };
  const again = load.sent === "resent" ? load.pictureTokens : 0;
  for (let at = from, turn = from % turns; at < to; at += 1, turn += 1) {
    if (turn === turns) turn = 0;
    const said = scaleTokens(prompt[at] ?? 0, hundredths);
    const text = said + addedTokens + descriptionTokens * (turn + 1);
    const picture = load.pictureTokens + again * turn;
    const output = scaleTokens(answers[at] ?? 0, hundredths);
    sum.text += text;
    sum.picture += picture;
    sum.output += output;
    calls[at] = text * textRate + picture * pictureRate + output * outputRate;
  }
  tokens.text += sum.text;
  tokens.picture += sum.picture;
  tokens.output += sum.output;
  return {
    text: sum.text * textRate,
    picture: sum.picture * pictureRate,
    output: sum.output * outputRate,
  };
}

/** A price's rates as whole numbers, and from how many prompt tokens on they hold. */
interface Rating {
  readonly base: PlainRates;
  readonly tiers: readonly (PlainRates & { readonly above: number })[];
}

interface PlainRates {
  readonly text: number;
  readonly picture: number;
  readonly cached: number;
  readonly write: number;
  readonly output: number;
}

function openRating(price: Price): Rating {
  const tiers = (price.tiers ?? []).map((tier) => ({ above: tier.above, ...plainRates(tier) }));
  return { base: plainRates(price), tiers };
}

function plainRates({ input, output }: Rates): PlainRates {
  const plain = {
    text: Number(input.text),
    picture: Number(input.image),
    cached: Number(input.cached),
    write: Number(input.cacheWrite ?? input.text),
    output: Number(output.text),
  };
  assert(Object.values(plain).every(Number.isSafeInteger), "a rate is below 2^53 picodollars");
  return plain;
}

function ratesOf(rating: Rating, promptTokens: number): PlainRates {
  let rates: PlainRates = rating.base;
  for (const tier of rating.tiers) if (promptTokens > tier.above) rates = tier;
  return rates;
}

function atLeastOne(amount: Picodollars): Picodollars {
  return amount < 1n ? picodollars(1n) : amount;
}
