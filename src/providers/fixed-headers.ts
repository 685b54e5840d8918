import type { ProviderSettings } from "./adapter.ts";

/**
 * The headers that every call to a provider carries: the operator's own by lower-case name, then
 * those of the wire, as name, value, name, value …
 *
 * @param own of the wire, such as its key and its version; they win over the operator's
 */
export function fixedHeaders(
  { headers = {} }: ProviderSettings,
  own: Readonly<Record<string, string>>,
): readonly string[] {
  const all = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) all.set(name.toLowerCase(), value);
  all.set("content-type", "application/json");
  // What is accepted depends on the call, and is said with it.
  all.delete("accept");
  // A compressed stream would have to be unpacked before a byte of it could be relayed.
  all.set("accept-encoding", "identity");
  for (const [name, value] of Object.entries(own)) all.set(name, value);
  return [...all].flat();
}

/** The provider's key, or null where it wants none. */
export function keyOf({ apiKey }: ProviderSettings): string | null {
  return apiKey === "" || apiKey === "none" ? null : apiKey;
}

/** Shorter ones would blot out ordinary words of a message, and guard nothing. */
const secretLengthMin = 8;

/** What no message may repeat, whatever the provider echoes. */
export function secretsOf(settings: ProviderSettings): readonly string[] {
  const key = keyOf(settings);
  const values = [...Object.values(settings.headers ?? {}), ...(key === null ? [] : [key])];
  return values.filter((value) => value.length >= secretLengthMin);
}
