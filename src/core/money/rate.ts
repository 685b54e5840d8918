import { assert } from "../assert.ts";
import { type Picodollars, picodollars } from "./picodollars.ts";

declare const brand: unique symbol;

/**
 * A price in picodollars per token. Prices are whole micro-dollars per million tokens, and one
 * micro-dollar per million tokens is one picodollar per token: so tokens × rate is never rounded.
 */
export type Rate = bigint & { readonly [brand]: "rate" };

export function rate(picodollarsPerToken: bigint): Rate {
  assert(picodollarsPerToken >= 0n, "a rate is never negative");
  return picodollarsPerToken as Rate;
}

const perMillionPattern = /^(\d{1,9})(?:\.(\d{1,6}))?$/;

/** Reads dollars per million tokens, such as "0.50"; more than six decimals are no rate (null). */
export function parseRate(dollarsPerMillion: string): Rate | null {
  const parts = perMillionPattern.exec(dollarsPerMillion);
  if (parts === null) return null;
  const [, whole = "0", fraction = ""] = parts;
  return rate(BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, "0")));
}

/** Writes a rate as dollars per million tokens, at least two decimals. */
export function formatRate(value: Rate): string {
  const fraction = (value % 1_000_000n).toString().padStart(6, "0");
  return `${value / 1_000_000n}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** What `tokens` cost at this rate, exactly. */
export function priceTokens(value: Rate, tokens: number): Picodollars {
  assert(Number.isSafeInteger(tokens) && tokens >= 0, "a token count is a whole number from 0 on");
  return picodollars(value * BigInt(tokens));
}

export function dearest(first: Rate, ...others: Rate[]): Rate {
  return others.reduce((high, next) => (next > high ? next : high), first);
}
