import { formatRate, type Rate } from "../money/rate.ts";
import { flattenRates } from "./flatten-rates.ts";
import type { Price, Rates } from "./price.ts";
import { type PriceQuote, priceOfQuote, type RateName } from "./price-quote.ts";

/** A rate at which two sources part; dollars per million tokens. */
export interface RateDifference {
  /** Such as `input.cached`, or `output.text above 200000`. */
  readonly rate: string;
  readonly ours: string;
  /** Null where they name none. */
  readonly theirs: string | null;
}

/**
 * Where a price of ours and somebody else's quote part. Rates that they don't name and that cost
 * what text costs here are no difference. Null where their quote is no price at all.
 */
export function compareQuote(price: Price, quote: PriceQuote): readonly RateDifference[] | null {
  const theirs = priceOfQuote(quote);
  if (theirs === null) return null;
  const named = new Set(Object.keys(quote.rates));
  return [
    ...compareRates(price, theirs, { named, above: "" }),
    ...compareThresholds(price, theirs),
    ...(price.tiers ?? []).flatMap((tier, index) => {
      const other = theirs.tiers?.[index];
      if (other === undefined) return [];
      return compareRates(tier, other, { named, above: ` above ${tier.above}` });
    }),
  ];
}

function compareThresholds(ours: Price, theirs: Price): readonly RateDifference[] {
  const [our, their] = [ours, theirs].map(({ tiers = [] }) =>
    tiers.map(({ above }) => above).join(", "),
  );
  if (our === their || our === undefined) return [];
  return [{ rate: "tiers above", ours: our === "" ? "none" : our, theirs: their || null }];
}

interface Comparison {
  readonly named: ReadonlySet<string>;
  readonly above: string;
}

function compareRates(ours: Rates, theirs: Rates, { named, above }: Comparison) {
  const [our, their] = [flattenRates(ours), flattenRates(theirs)];
  return [...our].flatMap(([name, rate]): readonly RateDifference[] => {
    const told = named.has(name) ? their.get(name) : undefined;
    if (told === rate) return [];
    if (told === undefined && rate === usualOf(name, ours)) return [];
    return [
      {
        rate: `${name}${above}`,
        ours: formatRate(rate),
        theirs: told === undefined ? null : formatRate(told),
      },
    ];
  });
}

/** What a rate is where a price does not name it. */
function usualOf(name: RateName, { input, output }: Rates): Rate {
  if (name === "input.cache_write_1h") return input.cacheWrite ?? input.text;
  return name.startsWith("input.") ? input.text : output.text;
}
