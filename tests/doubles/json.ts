import assert from "node:assert/strict";

/** The value inside parsed JSON at a path such as `error.metadata.available`; else undefined. */
export function at(json: unknown, path: string): unknown {
  let value = json;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

export function textAt(json: unknown, path: string): string {
  const value = at(json, path);
  assert(typeof value === "string", `${path} is a string in ${JSON.stringify(json)}`);
  return value;
}

export function numberAt(json: unknown, path: string): number {
  const value = at(json, path);
  assert(typeof value === "number", `${path} is a number in ${JSON.stringify(json)}`);
  return value;
}

export function listAt(json: unknown, path: string): readonly unknown[] {
  const value = at(json, path);
  assert(Array.isArray(value), `${path} is a list in ${JSON.stringify(json)}`);
  return value;
}

/** Parses what should be JSON; null where it is not. */
export function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
