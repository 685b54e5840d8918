import { isRecord } from "../is-record.ts";
import { limits } from "../limits.ts";
import { parseRate, type Rate } from "../money/rate.ts";
import { type Given, readMapping, WrongSetting } from "../settings/setting.ts";
import type { Price, PriceTier, Rates } from "./price.ts";

/**
 * Reads a price in dollars per million tokens: `{ input: "1.00", output: "10.00" }`, where each
 * side may instead name its modalities. `text` is then the one that must be named; another one
 * that isn't costs what text costs. `tiers` are what longer prompts cost, all of the request:
 * `[{ above: 200000, input: …, output: … }]`, in their order. Amounts are strings, because a number
 * may have been rounded before it was seen. Throws `WrongSetting`, which names the part at fault
 * and what is allowed.
 */
export function readPrice(given: Given): Price {
  const allowed = 'a price such as { input: "2.50", output: "10.00" }';
  if (!isRecord(given.value)) throw new WrongSetting(given.name, given.value, allowed);
  const sides = readMapping(given, ["input", "output", "tiers"]);
  const rates = readRates(given.name, sides);
  if (sides["tiers"] === undefined) return rates;
  return { ...rates, tiers: readTiers({ name: `${given.name}.tiers`, value: sides["tiers"] }) };
}

const inputNames = ["text", "image", "cached", "audio", "cache_write", "cache_write_1h"];
const outputNames = ["text", "image", "reasoning"];

function readRates(name: string, sides: Readonly<Record<string, unknown>>): Rates {
  const input = readSide({ name: `${name}.input`, value: sides["input"] }, inputNames);
  const output = readSide({ name: `${name}.output`, value: sides["output"] }, outputNames);
  return {
    input: {
      text: input("text"),
      image: input("image"),
      cached: input("cached"),
      audio: input("audio"),
      ...(input.named("cache_write") ? { cacheWrite: input("cache_write") } : {}),
      ...(input.named("cache_write_1h") ? { cacheWrite1h: input("cache_write_1h") } : {}),
    },
    output: { text: output("text"), image: output("image"), reasoning: output("reasoning") },
  };
}

function readTiers(given: Given): readonly PriceTier[] {
  const allowed = 'a list such as [{ above: 200000, input: "4.00", output: "18.00" }]';
  const { value } = given;
  const few = Array.isArray(value) && value.length > 0 && value.length <= limits.priceTiersMax;
  if (!Array.isArray(value) || !few) {
    throw new WrongSetting(given.name, value, allowed);
  }
  let last = 0;
  return value.map((one: unknown, index) => {
    const name = `${given.name}[${index}]`;
    const tier = readMapping({ name, value: one }, ["above", "input", "output"]);
    const above = tier["above"];
    if (typeof above !== "number" || !Number.isSafeInteger(above) || above <= last) {
      throw new WrongSetting(`${name}.above`, above, `a whole number of tokens above ${last}`);
    }
    last = above;
    return { above, ...readRates(name, tier) };
  });
}

/** Answers how to find a modality's rate on this side. */
function readSide(given: Given, names: readonly string[]): Side {
  if (!isRecord(given.value)) {
    const flat = readRate(given);
    return Object.assign(() => flat, { named: () => false });
  }
  const rates = readMapping(given, names);
  const find = (name: string): Rate => {
    const named = rates[name] === undefined ? "text" : name;
    return readRate({ name: `${given.name}.${named}`, value: rates[named] });
  };
  return Object.assign(find, { named: (name: string) => rates[name] !== undefined });
}

interface Side {
  (name: string): Rate;
  /** Whether it has a rate of its own, and is not only priced as text. */
  named(name: string): boolean;
}

function readRate(given: Given): Rate {
  const found = typeof given.value === "string" ? parseRate(given.value) : null;
  if (found !== null) return found;
  throw new WrongSetting(
    given.name,
    given.value,
    'dollars per million tokens as a string such as "2.50", at most six decimals',
  );
}
