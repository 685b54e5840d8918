import { formatRate, type Rate } from "../core/money/rate.ts";
import type { Price, Rates } from "../core/pricing/price.ts";

/** Rates as `readPrice` takes them: dollars per million tokens, as decimal strings. */
export function writePrice(price: Price): Record<string, unknown> {
  const tiers = price.tiers?.map((tier) => ({ above: tier.above, ...writeSides(tier) }));
  return { ...writeSides(price), ...(tiers === undefined ? {} : { tiers }) };
}

function writeSides({ input, output }: Rates): Record<string, unknown> {
  return { input: writeRates(input), output: writeRates(output) };
}

function writeRates(rates: Readonly<Record<string, Rate>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rates).map(([name, one]) => [publicNames[name] ?? name, formatRate(one)]),
  );
}

const publicNames: Readonly<Record<string, string>> = {
  cacheWrite: "cache_write",
  cacheWrite1h: "cache_write_1h",
};
