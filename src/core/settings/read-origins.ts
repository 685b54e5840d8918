import { type Given, WrongSetting } from "./setting.ts";

const allowed = '"none", "*", or a list of origins such as https://app.example.org, without a path';

/** Origins as browsers spell them; `*` is every one, `none` the empty list. */
export type Origins = "*" | readonly string[];

export function readOrigins(given: Given): Origins {
  if (given.value === "*") return "*";
  if (given.value === "none") return [];
  if (!Array.isArray(given.value)) throw new WrongSetting(given.name, given.value, allowed);
  return given.value.map((one: unknown) => readOrigin(given.name, one));
}

function readOrigin(name: string, value: unknown): string {
  const text = String(value);
  const { origin, protocol } = URL.canParse(text)
    ? new URL(text)
    : { origin: null, protocol: null };
  // Anything that an origin does not have, such as a path, would never match a browser's.
  const spelt = origin !== null && [origin, `${origin}/`].includes(text.toLowerCase());
  if (spelt && (protocol === "https:" || protocol === "http:")) return origin;
  throw new WrongSetting(name, value, allowed);
}
