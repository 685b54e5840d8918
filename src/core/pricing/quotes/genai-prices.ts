import { isRecord } from "../../is-record.ts";
import type { PriceQuote, RateName } from "../price-quote.ts";
import { collectQuote, type QuotedFigure } from "./collect-quote.ts";

/**
 * A model's prices of the package genai-prices: dollars per million tokens by unit, each a number
 * or `{base, tiers: [{start, price}]}`, whose tier prices the whole request. The package has
 * numbers: each is taken by the shortest decimal that is that number, which is how it was written.
 *
 * @see https://github.com/pydantic/genai-prices
 */
export function readGenaiPrices(
  model: string,
  prices: Readonly<Record<string, unknown>>,
): PriceQuote {
  const figures = Object.entries(prices).flatMap(([unit, price]): readonly QuotedFigure[] => {
    const rate = rates.get(unit) ?? null;
    if (typeof price === "number") return [{ field: unit, rate, above: null, text: `${price}` }];
    if (!isRecord(price)) return [];
    const tiers = Array.isArray(price["tiers"]) ? price["tiers"].filter(isRecord) : [];
    return [
      { field: unit, rate, above: null, text: `${price["base"]}` },
      ...tiers.map((tier) => ({
        field: `${unit} above ${tier["start"]}`,
        rate,
        above: Number(tier["start"]),
        text: `${tier["price"]}`,
      })),
    ];
  });
  return collectQuote(model, figures, 0);
}

const rates: ReadonlyMap<string, RateName> = new Map([
  ["input_mtok", "input.text"],
  ["input_image_mtok", "input.image"],
  ["cache_read_mtok", "input.cached"],
  ["input_audio_mtok", "input.audio"],
  ["cache_write_mtok", "input.cache_write"],
  ["cache_write_5m_mtok", "input.cache_write"],
  ["cache_write_1h_mtok", "input.cache_write_1h"],
  ["output_mtok", "output.text"],
  ["output_image_mtok", "output.image"],
  ["output_reasoning_mtok", "output.reasoning"],
]);
