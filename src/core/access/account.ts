import type { Instant } from "../ledger/types.ts";
import type { Picodollars } from "../money/picodollars.ts";

/** Who pays. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** Requests per minute. */
  readonly rpm: number;
  /** Calls at once. */
  readonly concurrency: number;
  /** The account's own price list; null for the gateway's. */
  readonly priceList: string | null;
  readonly createdAt: Instant;
}

export interface Project {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly createdAt: Instant;
}

/** A key `sk-…` belongs to one project of one account. Its secret is kept only as a keyed hash. */
export interface Key {
  readonly id: string;
  readonly projectId: string;
  readonly accountId: string;
  readonly name: string;
  /** Keyed SHA-256 of the secret, hexadecimal. */
  readonly secretHash: string;
  /** The secret's last four characters, to tell keys apart. */
  readonly hint: string;
  /** Available models by id; null means every model, later ones included. */
  readonly models: readonly string[] | null;
  /** Tokens of output in one call; null for the model's own limit. */
  readonly outputTokensMax: number | null;
  /** What the key may spend in a period; null where only the balance limits it. */
  readonly spendLimit: KeySpendLimit | null;
  readonly expiresAt: Instant | null;
  readonly disabled: boolean;
  readonly createdAt: Instant;
}

/** A key's own limit; periods are of the calendar, UTC, and a week begins on Monday. */
export interface KeySpendLimit {
  readonly amount: Picodollars;
  readonly period: SpendPeriod;
}

export const spendPeriods = ["day", "week", "month", "total"] as const;
export type SpendPeriod = (typeof spendPeriods)[number];
