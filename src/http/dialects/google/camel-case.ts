import { isRecord } from "../../../core/is-record.ts";

/**
 * A body whose names are written with underscores, as this API takes them too, in the names that
 * are checked. What the caller's own functions and schemas name stays as it is.
 */
export function toCamelCase(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      extras.has(name) ? [name, inner] : [camel(name), within(camel(name), inner)],
    ),
  );
}

/** Fields of the gateway itself, which are written like this in every dialect. */
const extras: ReadonlySet<string> = new Set(["session_id", "max_cost", "on_disconnect"]);

/** Names whose values are the caller's own. */
const own: ReadonlySet<string> = new Set([
  "args",
  "response",
  "parameters",
  "parametersJsonSchema",
  "responseSchema",
  "responseJsonSchema",
  "safetySettings",
]);

function within(name: string, value: unknown): unknown {
  if (own.has(name)) return value;
  if (Array.isArray(value)) return value.map((one) => within("", one));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, one]) => [camel(inner), within(camel(inner), one)]),
  );
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
