import { isRecord } from "../../../core/is-record.ts";

/**
 * Google's own kind of schema as JSON schema: types in small letters, `nullable` among the types,
 * whole numbers that are written as texts, and the properties in the order that is asked for.
 *
 * Source: `Schema` of Google's own client (2026-11-22).
 */
export function toJsonSchema(schema: unknown): unknown {
  if (!isRecord(schema)) return schema;
  const { type, nullable, propertyOrdering, property_ordering, ...rest } = schema;
  const order = propertyOrdering ?? property_ordering;
  const entries = Object.entries(rest).map(([name, value]): [string, unknown] => {
    const word = names.get(name) ?? name;
    return [word, writeValue(word, value, order)];
  });
  return { ...writeType(type, nullable === true), ...Object.fromEntries(entries) };
}

/** Names that may be written with underscores. */
const names: ReadonlyMap<string, string> = new Map([
  ["any_of", "anyOf"],
  ["max_items", "maxItems"],
  ["min_items", "minItems"],
  ["max_length", "maxLength"],
  ["min_length", "minLength"],
  ["max_properties", "maxProperties"],
  ["min_properties", "minProperties"],
  ["additional_properties", "additionalProperties"],
]);

function writeType(type: unknown, nullable: boolean): object {
  if (typeof type !== "string" || type === "TYPE_UNSPECIFIED") return {};
  const word = type.toLowerCase();
  return { type: nullable ? [word, "null"] : word };
}

const counts: ReadonlySet<string> = new Set([
  "maxItems",
  "minItems",
  "maxLength",
  "minLength",
  "maxProperties",
  "minProperties",
]);

function writeValue(name: string, value: unknown, order: unknown): unknown {
  if (name === "properties" && isRecord(value)) return writeProperties(value, order);
  if (name === "items" || name === "additionalProperties") return toJsonSchema(value);
  if (name === "anyOf" && Array.isArray(value)) return value.map(toJsonSchema);
  return counts.has(name) && typeof value === "string" ? Number(value) : value;
}

function writeProperties(properties: Record<string, unknown>, order: unknown): object {
  const first = Array.isArray(order) ? order.map(String).filter((one) => one in properties) : [];
  const sorted = [...new Set([...first, ...Object.keys(properties)])];
  return Object.fromEntries(sorted.map((name) => [name, toJsonSchema(properties[name])]));
}
