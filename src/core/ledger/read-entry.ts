import type { Entry } from "./types.ts";

/** The name by which a difference calls an entry. */
export function entryName(entry: Entry): string {
  return `account ${entry.accountId}, entry ${entry.sequence}`;
}

/** A fact that is an amount; null where it is none. */
export function amountFact(entry: Entry, name: string): bigint | null {
  const text = entry.facts[name];
  return text !== undefined && /^-?\d{1,80}$/.test(text) ? BigInt(text) : null;
}
