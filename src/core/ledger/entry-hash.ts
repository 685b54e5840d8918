import { hash } from "node:crypto";
import { digits } from "../money/picodollars.ts";
import type { Entry } from "./types.ts";

/** What an account's first entry is chained to. */
export const chainStart = "0".repeat(64);

/**
 * SHA-256 over the previous entry's hash and this entry's canonical text, hexadecimal. Pure: a
 * hash is a function of its input and asks nothing of the world.
 */
export function entryHash(previousHash: string, entry: Omit<Entry, "hash">): string {
  return hash("sha256", `${previousHash}\n${canonicalText(entry)}`, "hex");
}

/** One spelling for one content: JSON of a list in fixed order, facts sorted by name. */
export function canonicalText(entry: Omit<Entry, "hash">): string {
  const { accountId, sequence, kind, at, subject, posted, held, owed, facts } = entry;
  const told: string[] = [];
  for (const name of sortedNames(facts)) told.push(name, facts[name] ?? "");
  const amounts = [digits(posted), digits(held), digits(owed)];
  return JSON.stringify([accountId, sequence, kind, at, subject, ...amounts, ...told]);
}

/** Most facts are written in this order already. */
function sortedNames(facts: Entry["facts"]): readonly string[] {
  const names = Object.keys(facts);
  const sorted = names.every((name, place) => place === 0 || (names[place - 1] ?? "") < name);
  return sorted ? names : names.sort();
}

/** The hash of many accounts' chains at once: over the sorted lines `accountId:hash`. */
export function combinedHead(heads: ReadonlyMap<string, string>): string {
  const lines = [...heads].map(([accountId, head]) => `${accountId}:${head}`).sort();
  return hash("sha256", lines.join("\n"), "hex");
}
