import { compareQuote, type RateDifference } from "../core/pricing/compare-quote.ts";
import type { PriceBook } from "../core/pricing/price-book.ts";
import { readGenaiPrices } from "../core/pricing/quotes/genai-prices.ts";

/** One model's price of a list against somebody else's. */
export interface ComparedPrice {
  readonly model: string;
  readonly confidence: "A" | "B" | "own";
  /** Null where they don't know the model, or have no price of it. */
  readonly differences: readonly RateDifference[] | null;
  /** What they say and no price here can. */
  readonly untaken: readonly string[];
}

/** The units and prices that the package genai-prices has for a model at an instant, or null. */
export type FindGenaiPrices = (model: string, at: Date) => Readonly<Record<string, unknown>> | null;

export interface ComparisonTerms {
  readonly list: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** Compares what a list has in force with the package genai-prices, model by model. */
export function compareWithPackage(
  book: PriceBook,
  find: FindGenaiPrices,
  { list, at }: ComparisonTerms,
): readonly ComparedPrice[] {
  const models = [...new Set(book.versions(list).map((version) => version.model))];
  return models.flatMap((model): readonly ComparedPrice[] => {
    const version = book.priceAt(list, model, at);
    if (version === null) return [];
    const { confidence, price } = version;
    const found = find(model, new Date(at));
    if (found === null) return [{ model, confidence, differences: null, untaken: [] }];
    const quote = readGenaiPrices(model, found);
    const differences = compareQuote(price, quote);
    return [{ model, confidence, differences, untaken: quote.untaken }];
  });
}
