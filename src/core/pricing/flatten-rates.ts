import type { Rate } from "../money/rate.ts";
import type { Rates } from "./price.ts";
import type { RateName } from "./price-quote.ts";

/** Every rate by its name, also those that a price leaves to another one. */
export function flattenRates({ input, output }: Rates): ReadonlyMap<RateName, Rate> {
  const written = input.cacheWrite ?? input.text;
  return new Map([
    ["input.text", input.text],
    ["input.image", input.image],
    ["input.cached", input.cached],
    ["input.audio", input.audio],
    ["input.cache_write", written],
    ["input.cache_write_1h", input.cacheWrite1h ?? written],
    ["output.text", output.text],
    ["output.image", output.image],
    ["output.reasoning", output.reasoning],
  ]);
}
