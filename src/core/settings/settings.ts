import { limits } from "../limits.ts";
import type { Origins } from "./read-origins.ts";

/** Everything that an operator can set, read and checked once at the start. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** The folder of the database and of what the gateway made for itself. */
  readonly dataFolder: string;
  /** `sqlite`, or a `postgres://` address. */
  readonly store: string;
  /** Null: one is made and printed at the first start. */
  readonly adminToken: string | null;
  readonly logLevel: LogLevel;
  /** `flat`, `provider`, or the path of a price file. */
  readonly priceList: string;
  readonly sandbox: boolean;
  readonly providers: readonly ProviderSetting[];
  /** Entries of `models`, still unread: the catalogue's own reader takes them. */
  readonly models: readonly unknown[];
  readonly gateway: GatewaySettings;
}

export const logLevels = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface ProviderSetting {
  readonly name: string;
  readonly kind: string;
  readonly baseUrl: string;
  /** Null where the provider wants no key (`none`). */
  readonly apiKey: string | null;
  readonly onDisconnect: DisconnectPolicy | null;
}

export const disconnectPolicies = ["stop", "linger", "finish"] as const;
export type DisconnectPolicy = (typeof disconnectPolicies)[number];

/** Bounds of the road that an operator may move. */
export interface GatewaySettings {
  readonly outputTokensDefault: number;
  readonly holdSliceTokens: number;
  /** Milliseconds without a call after which a session is settled. */
  readonly sessionIdleMs: number;
  readonly attemptsMax: number;
  readonly connectTimeoutMs: number;
  readonly firstEventTimeoutMs: number;
  readonly silenceTimeoutMs: number;
  /** Milliseconds that answers are kept for those who come back. */
  readonly outputKeptForMs: number;
  readonly bodyBytesMax: number;
  readonly bodiesInFlightBytesMax: number;
  /** `host:port` from which pictures are fetched although they are not of the public internet. */
  readonly pictureHostsAllowed: readonly string[];
  /** Whose web pages may call the public API. */
  readonly corsOrigins: Origins;
}

export const gatewayDefaults: GatewaySettings = {
  outputTokensDefault: limits.outputTokensDefault,
  holdSliceTokens: limits.holdSliceTokens,
  sessionIdleMs: limits.sessionIdleMs,
  attemptsMax: limits.attemptsMax,
  connectTimeoutMs: limits.connectTimeoutMs,
  firstEventTimeoutMs: limits.firstEventTimeoutMs,
  silenceTimeoutMs: limits.silenceTimeoutMs,
  outputKeptForMs: limits.outputKeptForMs,
  bodyBytesMax: limits.bodyBytesMax,
  bodiesInFlightBytesMax: limits.bodiesInFlightBytesMax,
  pictureHostsAllowed: [],
  corsOrigins: [],
};
