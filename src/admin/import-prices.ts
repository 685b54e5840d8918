import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { stringify } from "yaml";
import { isRecord } from "../core/is-record.ts";
import { type PriceQuote, priceOfQuote, writeQuote } from "../core/pricing/price-quote.ts";
import { readLitellm } from "../core/pricing/quotes/litellm.ts";
import { readModelsDev } from "../core/pricing/quotes/models-dev.ts";
import { WrongSetting } from "../core/settings/setting.ts";

/** Somebody else's prices as a price file of ours, and what of them could not be taken. */
export interface ImportedPrices {
  /** A whole file for `data/prices/<list>/`, or for `price_list`. */
  readonly yaml: string;
  /** How many models it prices. */
  readonly taken: number;
  /** One line each: the model, what of it is missing, and why. */
  readonly untaken: readonly string[];
}

export interface ImportTerms {
  readonly path: string;
  /** The day from which the prices are to hold, such as `2026-11-22`. */
  readonly effectiveFrom: string;
  /** Ids to take; null for all. */
  readonly models: ReadonlySet<string> | null;
}

/**
 * Reads LiteLLM's JSON, or models.dev's as JSON or as a model's TOML. Every number goes by its own
 * text, so none is rounded; all is second-hand, so its confidence is B. Throws `WrongSetting` where
 * the file is none of these.
 */
export function importPrices({ path, effectiveFrom, models }: ImportTerms): ImportedPrices {
  const quotes = readQuotes(path).filter(({ model }) => models === null || models.has(model));
  const entries: object[] = [];
  const untaken: string[] = [];
  for (const quote of byModel(quotes)) {
    untaken.push(...quote.untaken.map((reason) => `${quote.model}: ${reason}`));
    if (priceOfQuote(quote) === null) {
      untaken.push(`${quote.model}: left out, it has no price of text in and out`);
      continue;
    }
    const source = `${basename(path)}, imported`;
    const { model } = quote;
    const price = writeQuote(quote);
    entries.push({ model, effective_from: effectiveFrom, price, source, confidence: "B" });
  }
  const head = `# Imported from ${basename(path)}, second-hand: check it before charging it.\n`;
  const yaml = `${head}${stringify({ prices: entries }, yamlStyle)}`;
  return { yaml, taken: entries.length, untaken };
}

/** Amounts stay texts: a number of YAML may be rounded by whoever reads it. */
const yamlStyle = { defaultStringType: "PLAIN", lineWidth: 0 } as const;

/** One quote for each model; two that differ are told and neither is taken. */
function byModel(quotes: readonly PriceQuote[]): readonly PriceQuote[] {
  const found = new Map<string, PriceQuote>();
  for (const quote of quotes) {
    const known = found.get(quote.model);
    if (known === undefined || saysSame(known, quote)) {
      found.set(quote.model, quote);
      continue;
    }
    const untaken = [...known.untaken, "two prices that differ stand under this name"];
    found.set(quote.model, { model: quote.model, rates: {}, tiers: new Map(), untaken });
  }
  return [...found.values()];
}

function saysSame(one: PriceQuote, other: PriceQuote): boolean {
  return JSON.stringify(writeQuote(one)) === JSON.stringify(writeQuote(other));
}

function readQuotes(path: string): readonly PriceQuote[] {
  const text = readText(path);
  if (path.endsWith(".toml")) return [readModelsDev(basename(path, ".toml"), readCost(text))];
  const json = parseTexts(path, text);
  return Object.entries(json).flatMap(([name, value]): readonly PriceQuote[] => {
    if (!isRecord(value)) return [];
    if (isRecord(value["models"])) return quotesOfProvider(value["models"]);
    if (isRecord(value["cost"])) return [readModelsDev(name, value["cost"])];
    // LiteLLM's first entry explains the others.
    return name === "sample_spec" ? [] : [readLitellm(name, value)];
  });
}

function quotesOfProvider(models: Readonly<Record<string, unknown>>): readonly PriceQuote[] {
  return Object.entries(models).flatMap(([id, model]) =>
    isRecord(model) && isRecord(model["cost"]) ? [readModelsDev(id, model["cost"])] : [],
  );
}

const allowed = "LiteLLM's JSON, or models.dev's JSON or TOML";

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new WrongSetting(path, error instanceof Error ? error.message : error, allowed);
  }
}

/** JSON whose numbers are given as the texts that they were written as. */
function parseTexts(path: string, text: string): Readonly<Record<string, unknown>> {
  const keepText = (_name: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? (context?.source ?? String(value)) : value;
  let value: unknown;
  try {
    value = JSON.parse(text, keepText);
  } catch (error) {
    throw new WrongSetting(path, error instanceof Error ? error.message : error, allowed);
  }
  if (isRecord(value)) return value;
  throw new WrongSetting(path, value, allowed);
}

/** The `[cost]` table of a model's TOML, and its `[[cost.tiers]]`; other tables say no price. */
function readCost(text: string): Readonly<Record<string, unknown>> {
  const tiers: Record<string, unknown>[] = [];
  const cost: Record<string, unknown> = {};
  let table: Record<string, unknown> | null = null;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*(\[{1,2}[\w.-]+\]{1,2})\s*(?:#.*)?$/.exec(line)?.[1];
    if (heading !== undefined) table = heading === "[cost]" ? cost : openTier(tiers, heading);
    const [, name, value = ""] = /^\s*([\w-]+)\s*=\s*(.*?)\s*(?:#.*)?$/.exec(line) ?? [];
    if (table !== null && name !== undefined) table[name] = readTomlValue(value);
  }
  return tiers.length === 0 ? cost : { ...cost, tiers };
}

/** A new tier where one begins; null for a table of anything else. */
function openTier(tiers: Record<string, unknown>[], heading: string) {
  if (heading !== "[[cost.tiers]]") return null;
  const tier: Record<string, unknown> = {};
  tiers.push(tier);
  return tier;
}

/** A number's text, or the size that a tier begins above. */
function readTomlValue(value: string): unknown {
  const size = /^\{.*\bsize\s*=\s*([\d_]+).*\}$/.exec(value)?.[1];
  return size === undefined ? value.replaceAll("_", "") : { size: size.replaceAll("_", "") };
}
