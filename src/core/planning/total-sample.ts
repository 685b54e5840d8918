import { type Picodollars, plus } from "../money/picodollars.ts";
import { priceTokens } from "../money/rate.ts";
import type { Price } from "../pricing/price.ts";
import type { Sample } from "./draw-sample.ts";
import type { Load } from "./load.ts";
import { rateSample } from "./rate-sample.ts";

/**
 * What all calls of a sample cost together. Where nothing is cached, counted otherwise or priced by
 * its length, cost goes by the number of tokens alone, and no call has to be looked at.
 */
export function totalSample(
  sample: Sample,
  load: Load,
  terms: { readonly price: Price; readonly worst: Picodollars },
): Picodollars {
  const { price } = terms;
  const isLinear =
    load.cacheableShare === 0 && load.hundredths === 100 && (price.tiers ?? []).length === 0;
  if (!isLinear) {
    const { text, picture, output } = rateSample(sample, load, terms).total;
    return plus(text, picture, output);
  }
  const { turns, conversations, promptTokens, outputTokens } = sample;
  const calls = turns * conversations;
  const upToTurn = (conversations * turns * (turns + 1)) / 2;
  const added = load.addedTokens * calls + load.descriptionTokens * upToTurn;
  const pictures = load.pictureTokens * (load.sent === "resent" ? upToTurn : calls);
  return plus(
    priceTokens(price.input.text, promptTokens + added),
    priceTokens(price.input.image, pictures),
    priceTokens(price.output.text, outputTokens),
  );
}
