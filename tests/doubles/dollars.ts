import assert from "node:assert/strict";
import { type Picodollars, parseDollars, picodollars } from "../../src/core/money/picodollars.ts";

/** An amount as the gateway writes it: exact decimal dollars, never a number, never an exponent. */
export function dollars(text: unknown): Picodollars {
  assert(typeof text === "string", `an amount is a decimal string, not ${JSON.stringify(text)}`);
  const amount = parseDollars(text);
  assert(amount !== null, `${text} is an amount in dollars`);
  return amount;
}

/** What `tokens` cost at `picodollarsPerToken` ($1 per million tokens is 1,000,000 of them). */
export function costOf(tokens: number, dollarsPerMillion: bigint): Picodollars {
  return picodollars(BigInt(tokens) * dollarsPerMillion * 1_000_000n);
}

export function sum(amounts: readonly Picodollars[]): Picodollars {
  return picodollars(amounts.reduce<bigint>((total, amount) => total + amount, 0n));
}
