import { isRecord } from "../is-record.ts";
import { type Count, noTokens } from "./count.ts";
import type { Encode } from "./count-scripts.ts";

/** Tokens that stand around functions and their parameters, as measured by OpenAI's cookbook. */
const functionStart = 7;
const parametersStart = 3;
const parameterStart = 3;
const choicesStart = -3;
const choice = 3;
const functionsEnd = 12;

/**
 * Counts tool definitions. Flat ones by the cookbook's formula, which matches the API; ones with
 * nested schemas, which it doesn't cover, as their whole JSON. The bound is the whole JSON, or
 * the formula where that is more.
 *
 * Source: OpenAI cookbook, "How to count tokens with tiktoken" (2026-11-22).
 */
export function countTools(tools: unknown, encode: Encode): Count {
  if (!Array.isArray(tools) || tools.length === 0) return noTokens;
  const whole = encode(JSON.stringify(tools)).tokensMax + functionsEnd;
  let tokens = functionsEnd;
  for (const tool of tools) {
    const flat = countFunction(tool, encode);
    if (flat === null) return { tokens: whole, tokensMax: whole };
    tokens += flat;
  }
  return { tokens, tokensMax: Math.max(tokens, whole) };
}

/** One function's tokens, or null where the formula doesn't cover it. */
function countFunction(tool: unknown, encode: Encode): number | null {
  if (!isRecord(tool)) return null;
  const described = isRecord(tool["function"]) ? tool["function"] : tool;
  const { name, description = "", parameters = {} } = described;
  if (typeof name !== "string" || typeof description !== "string") return null;
  if (!isRecord(parameters) || described["strict"] === true) return null;
  const properties = parameters["properties"] ?? {};
  if (!isRecord(properties)) return null;

  let tokens = functionStart + encode(`${name}:${withoutPeriod(description)}`).tokens;
  const named = Object.entries(properties);
  if (named.length > 0) tokens += parametersStart;
  for (const [key, property] of named) {
    const counted = countProperty(key, property, encode);
    if (counted === null) return null;
    tokens += counted;
  }
  return tokens;
}

const flatKeys = new Set(["type", "description", "enum"]);

function countProperty(key: string, property: unknown, encode: Encode): number | null {
  if (!isRecord(property)) return null;
  if (!Object.keys(property).every((name) => flatKeys.has(name))) return null;
  const { type, description = "", enum: choices } = property;
  if (typeof type !== "string" || typeof description !== "string") return null;
  const tokens = parameterStart + encode(`${key}:${type}:${withoutPeriod(description)}`).tokens;
  if (choices === undefined) return tokens;
  if (!Array.isArray(choices)) return null;
  return choices.reduce<number>(
    (total, item) => total + choice + encode(String(item)).tokens,
    tokens + choicesStart,
  );
}

function withoutPeriod(text: string): string {
  return text.endsWith(".") ? text.slice(0, -1) : text;
}
