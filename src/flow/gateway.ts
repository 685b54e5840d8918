import type { Account, Key } from "../core/access/account.ts";
import type { Catalogue } from "../core/catalogue/catalogue.ts";
import type { Route, TextRule } from "../core/catalogue/model.ts";
import type { TextCounter } from "../core/metering/meter.ts";
import type { PriceBook } from "../core/pricing/price-book.ts";
import type { DisconnectPolicy, GatewaySettings } from "../core/settings/settings.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PictureFetcher } from "../ports/pictures.ts";
import type { Random } from "../ports/random.ts";
import type { Store } from "../ports/store.ts";
import type { Upstream } from "../ports/upstream.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { RouteWatch } from "./route-watch.ts";
import type { RunningCalls } from "./running-calls.ts";

/** The world of the road: all that it knows and all that it may ask of the outside. */
export interface Gateway {
  readonly settings: GatewaySettings;
  /** The price list of accounts that have none of their own. */
  readonly priceList: string;
  readonly catalogue: Catalogue;
  readonly prices: PriceBook;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** By provider, where its entry names one. */
  readonly disconnectPolicies: ReadonlyMap<string, DisconnectPolicy>;
  readonly pictures: PictureFetcher;
  readonly text: TextCounting;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly rateLimits: RateLimits;
  readonly routes: RouteWatch;
  readonly running: RunningCalls;
  /** Keyed hash of a secret, hexadecimal; the key stays with whoever made this. */
  readonly hashSecret: (secret: string) => string;
}

/** Text counting in the vocabularies that were loaded at the start. */
export interface TextCounting {
  /** Exact up to `tokensMax`; a text that has more is counted no further. */
  count(vocabulary: Vocabulary, text: string, tokensMax: number): number;
  /** The same for many texts, in their order and off the event loop: for long ones. */
  countMany(orders: readonly TextOrder[], tokensMax: number): Promise<readonly number[]>;
  counter(vocabulary: Vocabulary): TextCounter;
}

/** A text to be counted. */
export interface TextOrder {
  readonly vocabulary: Vocabulary;
  readonly text: string;
}

export type Vocabulary = Extract<TextRule, "o200k_base" | "cl100k_base">;

/** Who calls: the key that was shown, and the account it draws on. */
export interface Caller {
  readonly key: Key;
  readonly account: Account;
}

/** A route together with the upstream that serves it. */
export interface OpenRoute {
  readonly route: Route;
  readonly upstream: Upstream;
  /** Names the route in health and in logs: `provider/model`. */
  readonly name: string;
}
