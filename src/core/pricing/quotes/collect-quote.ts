import { movePoint } from "../decimal-text.ts";
import type { PriceQuote, QuotedRates, RateName } from "../price-quote.ts";

/** One figure as it was found: a number's own text. */
export interface QuotedFigure {
  /** The name it has where it was found. */
  readonly field: string;
  readonly rate: RateName | null;
  /** Null for the rate of short prompts. */
  readonly above: number | null;
  readonly text: string;
}

/** Gathers a model's figures; `places` moves the point to dollars per million tokens. */
export function collectQuote(
  model: string,
  figures: readonly QuotedFigure[],
  places: number,
): PriceQuote {
  const rates: QuotedRates = {};
  const tiers = new Map<number, QuotedRates>();
  const untaken: string[] = [];
  for (const { field, rate, above, text } of figures) {
    const value = rate === null ? null : movePoint(text, places);
    if (rate === null) untaken.push(`${field}: no price here has such a rate`);
    else if (value === null) untaken.push(`${field}: ${text} is finer than six decimals, or none`);
    else if (above === null) rates[rate] = value;
    else tiers.set(above, { ...tiers.get(above), [rate]: value });
  }
  return { model, rates, tiers, untaken };
}
