import { isRecord } from "../is-record.ts";
import { type Count, exactly } from "./count.ts";
import type { Encode } from "./count-scripts.ts";

/** Tokens around all functions, and what a system message saves of them. */
const blockTokens = 9;
const sharedBlockTokens = 4;
/** Tokens where no function may be called, and around the name of one that must be. */
const noCallTokens = 1;
const namedCallTokens = 4;
/** Levels of nesting that are written out; deeper ones are left to the bound. */
const depthMax = 32;

/**
 * Counts the field `functions`, which `tools` has replaced: the model is shown them as type
 * definitions in TypeScript. Measured, and exact on its published samples; the bound is their
 * whole JSON where that is more.
 *
 * Source: hmarr/openai-chat-tokens, `src/functions.ts` and its tests (2026-11-22, confidence B).
 */
export function countFunctions(
  functions: readonly unknown[],
  order: { readonly call: unknown; readonly hasSystem: boolean },
  encode: Encode,
): Count {
  const written = encode(writeFunctions(functions)).tokens;
  const shared = order.hasSystem ? sharedBlockTokens : 0;
  const tokens = written + blockTokens - shared + countCall(order.call, encode);
  const whole = encode(JSON.stringify(functions)).tokensMax + blockTokens + namedCallTokens;
  return { tokens, tokensMax: Math.max(tokens, whole + countCall(order.call, encode)) };
}

/** Counts the call of a function that an earlier message holds. */
export function countFunctionCall(call: unknown, encode: Encode): Count {
  if (!isRecord(call)) return exactly(0);
  const { name, arguments: given } = call;
  const tokens = [name, given]
    .filter((text) => typeof text === "string")
    .reduce((total, text) => total + encode(text).tokens, callTokens);
  return { tokens, tokensMax: Math.max(tokens, encode(JSON.stringify(call)).tokensMax) };
}

/** Tokens around a call that an earlier message holds. */
const callTokens = 3;

function countCall(call: unknown, encode: Encode): number {
  if (call === "none") return noCallTokens;
  if (!isRecord(call) || typeof call["name"] !== "string") return 0;
  return encode(call["name"]).tokens + namedCallTokens;
}

function writeFunctions(functions: readonly unknown[]): string {
  const lines = ["namespace functions {", ""];
  for (const one of functions) {
    if (!isRecord(one)) continue;
    const { name, description, parameters } = one;
    if (typeof description === "string" && description !== "") lines.push(`// ${description}`);
    const properties = isRecord(parameters) ? writeProperties(parameters, 0) : "";
    const type = properties === "" ? "()" : `(_: {\n${properties}\n})`;
    lines.push(`type ${String(name)} = ${type} => any;`, "");
  }
  lines.push("} // namespace functions");
  return lines.join("\n");
}

function writeProperties(schema: Record<string, unknown>, indent: number): string {
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  const required: readonly unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
  const lines: string[] = [];
  for (const [name, property] of Object.entries(properties)) {
    if (!isRecord(property)) continue;
    const { description } = property;
    if (typeof description === "string" && description !== "") lines.push(`// ${description}`);
    const mark = required.includes(name) ? "" : "?";
    lines.push(`${name}${mark}: ${writeType(property, indent)},`);
  }
  return lines.map((line) => " ".repeat(indent) + line).join("\n");
}

function writeType(property: Record<string, unknown>, indent: number): string {
  const { type, enum: choices, items } = property;
  if (Array.isArray(choices) && (type === "string" || type === "number" || type === "integer")) {
    const quote = type === "string" ? '"' : "";
    return choices.map((choice) => `${quote}${String(choice)}${quote}`).join(" | ");
  }
  if (type === "integer") return "number";
  if (type === "array") {
    return isRecord(items) && indent < depthMax ? `${writeType(items, indent)}[]` : "any[]";
  }
  if (type !== "object" || indent >= 2 * depthMax) return typeof type === "string" ? type : "any";
  return `{\n${writeProperties(property, indent + 2)}\n}`;
}
