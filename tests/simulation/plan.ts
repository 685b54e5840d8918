import type { Account, Key } from "../../src/core/access/account.ts";
import { limits } from "../../src/core/limits.ts";
import type { GatewaySettings } from "../../src/core/settings/settings.ts";
import { gatewayDefaults } from "../../src/core/settings/settings.ts";
import type { Chance } from "./chance.ts";
import { type CallPlan, planCall } from "./plan-call.ts";
import { beginning } from "./trade.ts";

/** How often what goes wrong, from 0 to 1, by seed: some worlds are calm, some are on fire. */
export interface Weather {
  /** At each step of the gateway. */
  readonly crash: number;
  readonly crashesMax: number;
  /** For each commit. */
  readonly commitLost: number;
  readonly commitUnanswered: number;
  readonly commitSlow: number;
  /** For each attempt. */
  readonly attemptFails: number;
  /** For each stream. */
  readonly streamDies: number;
  readonly streamSilent: number;
  readonly limitIgnored: number;
}

/** Money that the operator moves. */
export interface MovementPlan {
  readonly atMs: number;
  readonly kind: "top_up" | "adjust";
  readonly accountId: string;
  /** Picodollars; negative takes away. */
  readonly amount: bigint;
  readonly reference: string;
  readonly allowOwed: boolean;
}

/** All that a seed decides before anything happens. Moments in milliseconds after the beginning. */
export interface Plan {
  readonly settings: GatewaySettings;
  /** Failed calls in a row that make a route rest. */
  readonly routeFailuresMax: number;
  readonly weather: Weather;
  readonly accounts: readonly Account[];
  readonly keys: readonly [Key, ...Key[]];
  readonly movements: readonly MovementPlan[];
  readonly calls: readonly CallPlan[];
  readonly kills: readonly number[];
  readonly drains: readonly number[];
  readonly revocation: { readonly atMs: number; readonly keyId: string } | null;
}

/** Milliseconds in which calls are sent. */
const spanMs = 20_000;

export function makePlan(chance: Chance): Plan {
  const stormy = chance.happens(0.6);
  const accounts = Array.from({ length: chance.between(1, 3) }, (_, at) => makeAccount(chance, at));
  const keys = accounts.flatMap((account, at) => makeKeys(chance, account, at));
  const [first, ...others] = keys;
  if (first === undefined) throw new Error("every world has a key");
  const calls = Array.from({ length: chance.between(6, 30) }, (_, number) =>
    planCall(chance, { number, keys: keys.length, spanMs }),
  );
  return {
    settings: makeSettings(chance),
    routeFailuresMax: chance.pick([2, limits.routeFailuresMax]),
    weather: makeWeather(chance, stormy),
    accounts,
    keys: [first, ...others],
    movements: accounts.flatMap((account) => makeMovements(chance, account)),
    calls,
    kills: stormy && chance.happens(0.5) ? [chance.below(spanMs), chance.below(spanMs)] : [],
    drains: chance.happens(0.25) ? [chance.below(spanMs)] : [],
    revocation: chance.happens(0.15)
      ? { atMs: chance.below(spanMs), keyId: chance.pick([first, ...others]).id }
      : null,
  };
}

/** What a key's secret is, by its id; the hash is as plain, for nothing is secret here. */
export function secretOf(keyId: string): string {
  return `sk-secret-of-${keyId}`;
}

export function hashSecret(secret: string): string {
  return `hash of ${secret}`;
}

function makeAccount(chance: Chance, at: number): Account {
  return {
    id: `account-${at}`,
    name: `account ${at}`,
    rpm: chance.pick([3, 20, 600, 600]),
    concurrency: chance.pick([1, 3, 64, 64]),
    priceList: null,
    createdAt: beginning,
  };
}

/** Two projects of one account, one key each: neighbours must not see each other's calls. */
function makeKeys(chance: Chance, account: Account, at: number): readonly Key[] {
  return ["a", "b"].map((project) => ({
    id: `key-${at}${project}`,
    projectId: `project-${at}${project}`,
    accountId: account.id,
    name: `key ${at}${project}`,
    secretHash: hashSecret(secretOf(`key-${at}${project}`)),
    hint: "test",
    models: chance.happens(0.3) ? ["dear", "cheap"] : null,
    outputTokensMax: chance.happens(0.2) ? 300 : null,
    spendLimit: null,
    expiresAt: null,
    disabled: false,
    createdAt: beginning,
  }));
}

function makeSettings(chance: Chance): GatewaySettings {
  return {
    ...gatewayDefaults,
    outputTokensDefault: chance.pick([50, 400, limits.outputTokensDefault]),
    holdSliceTokens: chance.pick([4, 16, 64, limits.holdSliceTokens]),
    attemptsMax: chance.pick([1, 2, limits.attemptsMax]),
    firstEventTimeoutMs: chance.pick([800, 3_000]),
    silenceTimeoutMs: chance.pick([900, 2_500]),
  };
}

function makeWeather(chance: Chance, stormy: boolean): Weather {
  const storm = (most: number): number => (stormy ? chance.fraction() * most : 0);
  return {
    crash: chance.happens(0.7) ? storm(0.01) : 0,
    crashesMax: 4,
    commitLost: chance.happens(0.5) ? storm(0.04) : 0,
    commitUnanswered: chance.happens(0.5) ? storm(0.04) : 0,
    commitSlow: chance.pick([0, 0.1, 0.5, 1]),
    attemptFails: chance.pick([0, 0, 0.2, 0.6, 0.95]),
    streamDies: chance.pick([0, 0.1, 0.3]),
    streamSilent: chance.pick([0, 0.05, 0.1]),
    limitIgnored: chance.pick([0, 0.1, 0.5]),
  };
}

/** A first top-up, mostly too small for what is asked of it, and what comes later. */
function makeMovements(chance: Chance, account: Account): readonly MovementPlan[] {
  const first = {
    atMs: 0,
    kind: "top_up" as const,
    accountId: account.id,
    amount: BigInt(chance.between(1, chance.pick([5_000, 20_000, 60_000, 2_000_000]))) * 1_000_000n,
    reference: `${account.id} 0`,
    allowOwed: false,
  };
  const later = Array.from({ length: chance.below(7) }, (_, at) => {
    const kind = chance.pick(["top_up", "adjust"] as const);
    const size = BigInt(chance.between(1, 80_000)) * 1_000_000n + BigInt(chance.below(1000));
    return {
      atMs: chance.below(spanMs),
      kind,
      accountId: account.id,
      amount: kind === "adjust" && chance.happens(0.6) ? -size : size,
      reference: `${account.id} ${at + 1}`,
      allowOwed: chance.happens(0.5),
    };
  });
  return [first, ...later];
}
