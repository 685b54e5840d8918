import type { PriceQuote, RateName } from "../price-quote.ts";
import { collectQuote, type QuotedFigure } from "./collect-quote.ts";

/**
 * LiteLLM's `model_prices_and_context_window.json`: dollars per token, tiers and modes of service
 * as endings of the names. Numbers are given by their own text.
 *
 * @see https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json
 */
export function readLitellm(model: string, entry: Readonly<Record<string, unknown>>): PriceQuote {
  const figures = Object.entries(entry).flatMap(([field, text]): QuotedFigure[] => {
    if (typeof text !== "string" || !/cost/.test(field)) return [];
    const tier = /^(.*)_above_(\d{1,6})k_tokens(.*)$/.exec(field);
    const name = tier === null ? field : `${tier[1]}${tier[3]}`;
    const above = tier === null ? null : Number(tier[2]) * 1_000;
    return [{ field, rate: rates.get(name) ?? null, above, text }];
  });
  return collectQuote(model, figures, 6);
}

const rates: ReadonlyMap<string, RateName> = new Map([
  ["input_cost_per_token", "input.text"],
  ["input_cost_per_image_token", "input.image"],
  ["cache_read_input_token_cost", "input.cached"],
  ["input_cost_per_audio_token", "input.audio"],
  ["cache_creation_input_token_cost", "input.cache_write"],
  ["cache_creation_input_token_cost_above_1hr", "input.cache_write_1h"],
  ["output_cost_per_token", "output.text"],
  ["output_cost_per_image_token", "output.image"],
  ["output_cost_per_reasoning_token", "output.reasoning"],
]);
