import { isRecord } from "../../is-record.ts";
import type { PriceQuote, RateName } from "../price-quote.ts";
import { collectQuote, type QuotedFigure } from "./collect-quote.ts";

/**
 * The `cost` of a model of models.dev: dollars per million tokens. Longer prompts' rates are in
 * `context_over_200k`, or in `tiers` by their size. Numbers are given by their own text.
 *
 * @see https://models.dev
 */
export function readModelsDev(model: string, cost: Readonly<Record<string, unknown>>): PriceQuote {
  const figures = Object.entries(cost).flatMap(([field, value]): readonly QuotedFigure[] => {
    const over = /^context_over_(\d{1,6})k$/.exec(field)?.[1];
    if (over !== undefined) {
      // The older way of saying what `tiers` say better.
      return Array.isArray(cost["tiers"])
        ? []
        : figuresOf(value, `${field}.`, Number(over) * 1_000);
    }
    if (field === "tiers" && Array.isArray(value)) return value.flatMap(figuresOfTier);
    return figuresOf({ [field]: value }, "", null);
  });
  return collectQuote(model, figures, 0);
}

function figuresOfTier(tier: unknown, index: number): readonly QuotedFigure[] {
  const place = `tiers[${index}].`;
  const { tier: bound, ...given } = isRecord(tier) ? tier : {};
  const size = isRecord(bound) ? bound["size"] : undefined;
  const above = typeof size === "string" && /^\d{1,9}$/.test(size) ? Number(size) : null;
  if (above !== null) return figuresOf(given, place, above);
  return [{ field: `${place}tier`, rate: null, above: null, text: "" }];
}

function figuresOf(given: unknown, place: string, above: number | null): readonly QuotedFigure[] {
  if (!isRecord(given)) return [];
  return Object.entries(given).map(([name, text]) => {
    const rate = typeof text === "string" ? (rates.get(name) ?? null) : null;
    return { field: `${place}${name}`, rate, above, text: String(text) };
  });
}

const rates: ReadonlyMap<string, RateName> = new Map([
  ["input", "input.text"],
  ["output", "output.text"],
  ["reasoning", "output.reasoning"],
  ["cache_read", "input.cached"],
  ["cache_write", "input.cache_write"],
  ["input_audio", "input.audio"],
]);
