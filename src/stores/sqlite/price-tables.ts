import type { DatabaseSync } from "node:sqlite";
import { assert } from "../../core/assert.ts";
import { type Rate, rate } from "../../core/money/rate.ts";
import type { Price, PriceTier, PriceVersion, Rates } from "../../core/pricing/price.ts";
import { count, type Row, text, word } from "./cells.ts";
import { insertInto, prepare, selectFrom } from "./statements.ts";

const columns = ["id", "list", "model", "effective_from", "price", "source", "confidence"];

export function readPriceVersions(database: DatabaseSync): readonly PriceVersion[] {
  const sql = selectFrom("price_versions", columns, "ORDER BY position");
  return prepare(database, sql).all().map(readVersion);
}

/** Publishes a version, durably. Throws where its id is taken. */
export function writePriceVersion(database: DatabaseSync, version: PriceVersion): void {
  const { id, list, model, effectiveFrom, price, source, confidence } = version;
  const values = [id, list, model, effectiveFrom, writePrice(price), source, confidence];
  prepare(database, insertInto("price_versions", columns)).run(...values);
}

function readVersion(row: Row): PriceVersion {
  return {
    id: text(row[0]),
    list: text(row[1]),
    model: text(row[2]),
    effectiveFrom: count(row[3]),
    price: readPrice(text(row[4])),
    source: text(row[5]),
    confidence: word(row[6], ["A", "B", "own"]),
  };
}

/** JSON, its rates as decimal digits of picodollars per token. */
function writePrice(price: Price): string {
  return JSON.stringify(price, (_name, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

function readPrice(json: string): Price {
  const price: unknown = JSON.parse(json);
  const tiers = field(price, "tiers");
  if (tiers === undefined) return readRates(price);
  assert(Array.isArray(tiers), "kept tiers are a list");
  return { ...readRates(price), tiers: tiers.map(readTier) };
}

function readTier(tier: unknown): PriceTier {
  const above = field(tier, "above");
  assert(typeof above === "number", "a kept tier has its threshold");
  return { above, ...readRates(tier) };
}

function readRates(price: unknown): Rates {
  const input = (name: string): Rate => readRate(price, "input", name);
  const output = (name: string): Rate => readRate(price, "output", name);
  const kept = (name: string): boolean => field(field(price, "input"), name) !== undefined;
  return {
    input: {
      text: input("text"),
      image: input("image"),
      cached: input("cached"),
      audio: input("audio"),
      ...(kept("cacheWrite") ? { cacheWrite: input("cacheWrite") } : {}),
      ...(kept("cacheWrite1h") ? { cacheWrite1h: input("cacheWrite1h") } : {}),
    },
    output: { text: output("text"), image: output("image"), reasoning: output("reasoning") },
  };
}

function readRate(price: unknown, direction: string, name: string): Rate {
  const digits = field(field(price, direction), name);
  assert(typeof digits === "string" && /^\d+$/.test(digits), "a kept rate is decimal digits");
  return rate(BigInt(digits));
}

function field(value: unknown, name: string): unknown {
  assert(typeof value === "object" && value !== null, "a kept price has its fields");
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
