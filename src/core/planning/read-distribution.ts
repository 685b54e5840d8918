import { isRecord } from "../is-record.ts";
import { limits } from "../limits.ts";
import { type Given, readMapping, readWhole, WrongSetting } from "../settings/setting.ts";
import type { Distribution, HistogramStep } from "./distribution.ts";

const kinds = ["range", "lognormal", "values", "histogram"];
const allowed = `a whole number, or one of ${kinds.join(", ")}`;

/** Reads a number of tokens, or how it is distributed. Throws `WrongSetting`. */
export function readDistribution(given: Given): Distribution {
  const { name, value } = given;
  if (!isRecord(value)) {
    if (value === undefined || value === null || typeof value === "object") {
      throw new WrongSetting(name, value, allowed);
    }
    return { kind: "fixed", tokens: readTokens(given) };
  }
  const entry = readMapping(given, kinds);
  const [kind, ...others] = Object.keys(entry);
  if (kind === undefined || others.length > 0) throw new WrongSetting(name, value, allowed);
  const inner = { name: `${name}.${kind}`, value: entry[kind] };
  switch (kind) {
    case "range":
      return readRange(inner);
    case "lognormal":
      return readLognormal(inner);
    case "values":
      return { kind: "values", values: readEach(inner, limits.recordedValuesMax).map(readTokens) };
    default:
      return readHistogram(inner);
  }
}

/** Reads a number of tokens. */
export function readTokens(given: Given): number {
  return readWhole(given, 0, limits.plannedTokensMax);
}

function readRange(given: Given): Distribution {
  const { value } = given;
  if (!Array.isArray(value) || value.length !== 2) {
    throw new WrongSetting(given.name, value, "two whole numbers, such as [20, 50]");
  }
  const [from = 0, to = 0] = readEach(given, 2).map(readTokens);
  if (from > to) throw new WrongSetting(given.name, value, "the smaller number first");
  return { kind: "range", from, to };
}

function readLognormal(given: Given): Distribution {
  const entry = readMapping(given, ["p50", "p95", "max"]);
  const field = (key: string): Given => ({ name: `${given.name}.${key}`, value: entry[key] });
  const p50 = readWhole(field("p50"), 1, limits.plannedTokensMax);
  const p95 = readWhole(field("p95"), p50, limits.plannedTokensMax);
  const max = readWhole(field("max"), p95, limits.plannedTokensMax);
  return { kind: "lognormal", p50, p95, max };
}

function readHistogram(given: Given): Distribution {
  const steps = readEach(given, limits.recordedValuesMax).map(readStep);
  if (steps.some(({ count }) => count > 0)) return { kind: "histogram", steps };
  throw new WrongSetting(given.name, given.value, "a list with at least one count above 0");
}

function readStep(given: Given): HistogramStep {
  const entry = readMapping(given, ["from", "to", "count"]);
  const field = (key: string): Given => ({ name: `${given.name}.${key}`, value: entry[key] });
  const from = readTokens(field("from"));
  return {
    from,
    to: readWhole(field("to"), from, limits.plannedTokensMax),
    count: readWhole(field("count"), 0, limits.plannedCallsPerDayMax),
  };
}

/** The members of a list, each by its place. */
function readEach(given: Given, most: number): readonly Given[] {
  const { name, value } = given;
  if (Array.isArray(value) && value.length > 0 && value.length <= most) {
    return value.map((one: unknown, at) => ({ name: `${name}[${at}]`, value: one }));
  }
  const seen = Array.isArray(value) ? `a list of ${value.length}` : value;
  throw new WrongSetting(name, seen, `a list of 1 to ${most}`);
}
