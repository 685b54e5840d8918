import { WrongSetting } from "../settings/setting.ts";
import type { Price } from "./price.ts";
import { readPrice } from "./read-price.ts";

/** The rates that a price may name, by side and modality. */
export type RateName =
  | "input.text"
  | "input.image"
  | "input.cached"
  | "input.audio"
  | "input.cache_write"
  | "input.cache_write_1h"
  | "output.text"
  | "output.image"
  | "output.reasoning";

/** Dollars per million tokens, as decimal text. */
export type QuotedRates = Partial<Record<RateName, string>>;

/** What somebody else says that a model costs. */
export interface PriceQuote {
  readonly model: string;
  readonly rates: QuotedRates;
  /** Rates of longer prompts by their threshold; what one leaves out is as below it. */
  readonly tiers: ReadonlyMap<number, QuotedRates>;
  /** What was said and has no place in a price here, each with its reason. */
  readonly untaken: readonly string[];
}

/** A quote as a price list writes it; null where it lacks what a price must have. */
export function writeQuote({ rates, tiers }: PriceQuote): Record<string, unknown> | null {
  const base = writeSides(rates);
  if (base === null) return null;
  const thresholds = [...tiers.keys()].sort((one, other) => one - other);
  let last = rates;
  const written = thresholds.map((above) => {
    last = { ...last, ...tiers.get(above) };
    return { above, ...writeSides(last) };
  });
  return written.length === 0 ? base : { ...base, tiers: written };
}

/** A quote as a price; null where it is none. */
export function priceOfQuote(quote: PriceQuote): Price | null {
  const written = writeQuote(quote);
  if (written === null) return null;
  try {
    return readPrice({ name: quote.model, value: written });
  } catch (error) {
    if (error instanceof WrongSetting) return null;
    throw error;
  }
}

function writeSides(rates: QuotedRates): Record<string, unknown> | null {
  const input = writeSide(rates, "input.");
  const output = writeSide(rates, "output.");
  return input === null || output === null ? null : { input, output };
}

/** One text alone is the price of the whole side. */
function writeSide(rates: QuotedRates, side: string): string | Record<string, string> | null {
  const named = Object.entries(rates)
    .filter(([name]) => name.startsWith(side))
    .map(([name, rate]): [string, string] => [name.slice(side.length), rate]);
  const text = named.find(([name]) => name === "text")?.[1];
  if (text === undefined) return null;
  return named.length === 1 ? text : Object.fromEntries(named);
}
