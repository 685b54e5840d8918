import { assert } from "../assert.ts";

declare const brand: unique symbol;

/** An amount of money in picodollars (10⁻¹² dollars): a whole number, never a float. */
export type Picodollars = bigint & { readonly [brand]: "picodollars" };

/** Mints an amount; the only place besides `Rate` where a bare bigint becomes money. */
export function picodollars(value: bigint): Picodollars {
  return value as Picodollars;
}

export const zero = picodollars(0n);

/** One dollar, 10¹² picodollars. */
export const dollar = picodollars(1_000_000_000_000n);

/** One mill, $0.001: the billing unit of statements and the most a crash may lose a stream. */
export const mill = picodollars(1_000_000_000n);

export function plus(first: Picodollars, ...others: Picodollars[]): Picodollars {
  return picodollars(others.reduce<bigint>((sum, next) => sum + next, first));
}

export function minus(from: Picodollars, taken: Picodollars): Picodollars {
  return picodollars(from - taken);
}

export function least(first: Picodollars, ...others: Picodollars[]): Picodollars {
  return others.reduce((low, next) => (next < low ? next : low), first);
}

export function most(first: Picodollars, ...others: Picodollars[]): Picodollars {
  return others.reduce((high, next) => (next > high ? next : high), first);
}

const amountPattern = /^(-?)(\d{1,9})(?:\.(\d{1,12}))?$/;

/**
 * Reads a decimal string in dollars, such as "0.0301405"; at most nine digits before the point and
 * twelve after it. Anything else (exponents, spaces, thirteen decimals) is null, never rounded.
 */
export function parseDollars(text: string): Picodollars | null {
  const parts = amountPattern.exec(text);
  if (parts === null) return null;
  const [, sign, whole = "0", fraction = ""] = parts;
  const value = BigInt(whole) * dollar + BigInt(fraction.padEnd(12, "0"));
  return picodollars(sign === "-" ? -value : value);
}

/** Writes an amount as exact decimal dollars, trailing zeros trimmed to at least two decimals. */
export function formatDollars(amount: Picodollars): string {
  const size = amount < 0n ? -amount : amount;
  const fraction = (size % dollar).toString().padStart(12, "0");
  const kept = fraction.replace(/0+$/, "").padEnd(2, "0");
  const text = `${amount < 0n ? "-" : ""}${size / dollar}.${kept}`;
  assert(!text.includes("e"), "an amount is never shown in exponent form");
  return text;
}

/** The picodollars of an amount as decimal digits, for stores and hashes. */
export function digits(amount: Picodollars): string {
  return amount.toString();
}
