import { bounds } from "./bounds.ts";
import { type FactSource, factFor } from "./facts-by-name.ts";

/** A value that JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

type Schema = Readonly<Record<string, unknown>>;

interface Place {
  /** The field's name; empty at the root. */
  readonly name: string;
  readonly depth: number;
  readonly facts: FactSource;
}

/**
 * A value of the shape that a JSON schema asks for: measured facts where a field's name fits one,
 * otherwise something plain and within its limits. Follows `type`, `properties`, `required`,
 * `enum`, `const`, `items`, `prefixItems`, `anyOf`, `oneOf`, `allOf`, `$ref` within the schema,
 * lengths and limits; `pattern` is not followed. The same request gives the same value.
 */
export function fillSchema(schema: Schema, facts: FactSource): Json {
  let values = 0;
  return fill(schema, { name: "", depth: 0, facts });

  function fill(part: Schema, place: Place): Json {
    values += 1;
    const found = resolve(part, schema);
    const choices = found["enum"];
    if ("const" in found) return jsonOf(found["const"]);
    if (Array.isArray(choices) && choices.length > 0) return chooseOne(choices, place);
    const type = typeOf(found);
    if (place.depth >= bounds.schemaDepthMax || values > bounds.schemaValuesMax) {
      return emptyOf(type);
    }
    if (type === "object") return fillObject(found, place);
    if (type === "array") return fillArray(found, place);
    if (type === "integer" || type === "number") return fillNumber(found, place, type);
    if (type === "boolean") return factFor(place.name, "boolean", place.facts) === true;
    return type === "null" ? null : fillString(found, place);
  }

  function fillObject(part: Schema, place: Place): Json {
    const properties = recordOf(part["properties"]);
    const required = Array.isArray(part["required"]) ? part["required"] : [];
    const object: Record<string, Json> = {};
    for (const name of [...Object.keys(properties), ...required.filter(isText)]) {
      if (Object.hasOwn(object, name)) continue;
      const value = fill(recordOf(properties[name]), { ...place, name, depth: place.depth + 1 });
      // Not an assignment: a property named __proto__ is data like any other.
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
    }
    return object;
  }

  function fillArray(part: Schema, place: Place): Json {
    const first = Array.isArray(part["prefixItems"]) ? part["prefixItems"] : [];
    const items = recordOf(part["items"]);
    const listed = factFor(place.name, "list", place.facts);
    const length = Array.isArray(listed) ? listed.length : Math.max(1, first.length);
    const most = Math.min(numberOf(part["maxItems"]) ?? length, bounds.schemaItemsMax);
    const count = Math.min(Math.max(length, numberOf(part["minItems"]) ?? 0), Math.max(most, 0));
    const array: Json[] = [];
    for (let index = 0; index < count && values <= bounds.schemaValuesMax; index++) {
      const facts = place.facts.at(Array.isArray(listed) ? listed[index] : undefined, index);
      const inner = { name: place.name, depth: place.depth + 1, facts };
      array.push(fill(recordOf(first[index] ?? items), inner));
    }
    return array;
  }
}

/** The part of a schema that counts: references followed, the first real alternative taken. */
function resolve(part: Schema, root: Schema): Schema {
  let found = part;
  for (let step = 0; step < bounds.schemaDepthMax; step++) {
    const reference = found["$ref"];
    const alternatives = [found["anyOf"], found["oneOf"]].find(Array.isArray);
    if (typeof reference === "string") {
      found = target(reference, root);
    } else if (alternatives !== undefined) {
      const { anyOf: _any, oneOf: _one, ...rest } = found;
      const real = alternatives.map(recordOf).find((one) => one["type"] !== "null");
      found = { ...rest, ...(real ?? recordOf(alternatives[0])) };
    } else if (Array.isArray(found["allOf"])) {
      const { allOf, ...rest } = found;
      found = allOf.map(recordOf).reduce<Schema>(merged, rest);
    } else return found;
  }
  return {};
}

function target(reference: string, root: Schema): Schema {
  if (!reference.startsWith("#")) return {};
  let found: unknown = root;
  for (const step of reference.slice(1).split("/").slice(1)) {
    const record = recordOf(found);
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found = Object.hasOwn(record, key) ? record[key] : undefined;
  }
  return recordOf(found);
}

function merged(one: Schema, other: Schema): Schema {
  const properties = { ...recordOf(one["properties"]), ...recordOf(other["properties"]) };
  return { ...one, ...other, ...(Object.keys(properties).length > 0 ? { properties } : {}) };
}

function typeOf(part: Schema): string {
  const types = Array.isArray(part["type"]) ? part["type"].filter(isText) : [part["type"]];
  const named = types.find((type) => type !== "null") ?? types[0];
  if (typeof named === "string") return named;
  if ("properties" in part || "required" in part) return "object";
  if ("items" in part || "prefixItems" in part || "minItems" in part) return "array";
  if ("minimum" in part || "maximum" in part || "multipleOf" in part) return "number";
  return "string";
}

function emptyOf(type: string): Json {
  if (type === "object") return {};
  if (type === "array") return [];
  if (type === "null") return null;
  if (type === "boolean") return false;
  return type === "string" ? "" : 0;
}

function chooseOne(choices: readonly unknown[], place: Place): Json {
  const fact = factFor(place.name, "string", place.facts);
  const said = `${fact ?? ""} ${place.facts.question}`.toLowerCase();
  const fitting = choices.find(
    (one) => isText(one) && one !== "" && said.includes(one.toLowerCase()),
  );
  return jsonOf(fitting ?? choices[0]);
}

function fillNumber(part: Schema, place: Place, type: string): Json {
  const least = numberOf(part["minimum"]) ?? above(numberOf(part["exclusiveMinimum"]), type, 1);
  const most = numberOf(part["maximum"]) ?? above(numberOf(part["exclusiveMaximum"]), type, -1);
  const fact = factFor(place.name, "number", place.facts);
  let value = typeof fact === "number" ? fact : (least ?? 1);
  // A share is said in percent where the field's limits, or its type, speak of percent.
  const whole = type === "integer";
  if (value > 0 && value < 1 && (whole || (most ?? 0) > 1)) value *= 100;
  value = Math.min(most ?? value, value);
  value = Math.max(least ?? value, value);
  const step = numberOf(part["multipleOf"]) ?? (whole ? 1 : null);
  if (step === null || step <= 0) return Number(value.toFixed(4));
  const steps = Math.round(value / step);
  const low = least === null ? steps : Math.max(steps, Math.ceil(least / step));
  return (most === null ? low : Math.min(low, Math.floor(most / step))) * step;
}

function above(limit: number | null, type: string, direction: 1 | -1): number | null {
  if (limit === null) return null;
  return limit + direction * (type === "integer" ? 1 : Math.abs(limit) * 1e-3 + 1e-3);
}

const stringFormats: Readonly<Record<string, string>> = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "00:00:00Z",
  duration: "PT1S",
  email: "sandbox@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

function fillString(part: Schema, place: Place): Json {
  const format = typeof part["format"] === "string" ? stringFormats[part["format"]] : undefined;
  const fact = factFor(place.name, "string", place.facts);
  const text = format ?? (typeof fact === "string" ? fact : place.facts.phrase);
  const least = Math.min(numberOf(part["minLength"]) ?? 0, bounds.questionCharactersMax);
  const most = numberOf(part["maxLength"]) ?? Number.POSITIVE_INFINITY;
  const characters = [...text].slice(0, most);
  return characters.join("") + ".".repeat(Math.max(0, least - characters.length));
}

/** Values of a parsed body are JSON already; only the compiler has to be told. */
function jsonOf(value: unknown): Json {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(jsonOf);
  return Object.fromEntries(
    Object.entries(recordOf(value)).map(([key, one]) => [key, jsonOf(one)]),
  );
}

function recordOf(value: unknown): Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
