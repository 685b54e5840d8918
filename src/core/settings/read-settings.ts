import { isRecord } from "../is-record.ts";
import { limits } from "../limits.ts";
import { readHosts } from "./read-hosts.ts";
import { readOrigins } from "./read-origins.ts";
import {
  type Given,
  readBytes,
  readChoice,
  readDuration,
  readFlag,
  readMapping,
  readText,
  readWhole,
  WrongSetting,
} from "./setting.ts";
import {
  disconnectPolicies,
  type GatewaySettings,
  gatewayDefaults,
  logLevels,
  type ProviderSetting,
  type Settings,
} from "./settings.ts";

export interface SettingSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** farebox.yaml as parsed; null where there is none. */
  readonly file: unknown;
  /** The kinds of provider that exist. */
  readonly providerKinds: readonly string[];
}

/**
 * Reads all settings; the environment wins over the file. Throws `WrongSetting`, whose message is
 * one line that names the setting, its value and what is allowed.
 */
export function readSettings(sources: SettingSources): Settings {
  const { environment } = sources;
  refuseUnknownVariables(environment);
  const variable = variablesOf(environment);
  const file = readMapping({ name: "", value: sources.file }, fileKeys);
  const providers = readProviders(file["providers"], sources);
  const models = readList({ name: "models", value: file["models"] });
  const configured = providers.length > 0;
  const sandboxAsked =
    file["sandbox"] === undefined ? !configured : readFlag(given(file, "sandbox"));
  return {
    host: environment["FAREBOX_HOST"] ?? "127.0.0.1",
    port: variable("FAREBOX_PORT", 8080, (one) => readWhole(one, 0, 65_535)),
    dataFolder: environment["FAREBOX_DATA"] ?? "./data",
    store: variable("FAREBOX_STORE", "sqlite", readStore),
    adminToken: variable("FAREBOX_ADMIN_TOKEN", null, readAdminToken),
    logLevel: variable("FAREBOX_LOG", "info", (one) => readChoice(one, logLevels)),
    priceList: readPriceList(file, configured || models.length > 0),
    sandbox: sandboxAsked,
    providers,
    models,
    gateway: readGateway(file["gateway"]),
  };
}

const fileKeys = ["price_list", "sandbox", "providers", "models", "gateway"];

const variables = [
  "FAREBOX_HOST",
  "FAREBOX_PORT",
  "FAREBOX_DATA",
  "FAREBOX_STORE",
  "FAREBOX_ADMIN_TOKEN",
  "FAREBOX_CONFIG",
  "FAREBOX_LOG",
  // Not the gateway's own: where the operator's commands find it.
  "FAREBOX_URL",
];

/** A misspelt variable would be a setting that silently does nothing. */
function refuseUnknownVariables(environment: SettingSources["environment"]): void {
  for (const name of Object.keys(environment)) {
    if (!name.startsWith("FAREBOX_") || name.startsWith("FAREBOX_TEST_")) continue;
    if (variables.includes(name)) continue;
    throw new WrongSetting(name, environment[name], variables.join(", "));
  }
}

/** A reader of one environment: a variable that is not set, or empty, gives `absent`. */
function variablesOf(environment: SettingSources["environment"]) {
  return <Value>(name: string, absent: Value, read: (given: Given) => Value): Value => {
    const value = environment[name];
    return value === undefined || value === "" ? absent : read({ name, value });
  };
}

function readStore(one: Given): string {
  if (one.value === "sqlite") return "sqlite";
  throw new WrongSetting(one.name, one.value, "sqlite");
}

function readAdminToken(one: Given): string {
  const token = readText(one, "a token");
  if (token.length >= 16 && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new WrongSetting(one.name, "(hidden)", "16 or more printable characters without spaces");
}

function readPriceList(file: Record<string, unknown>, configured: boolean): string {
  if (file["price_list"] === undefined) return configured ? "provider" : "flat";
  return readText(given(file, "price_list"), "flat, provider, or the path of a price file");
}

function readProviders(value: unknown, sources: SettingSources): readonly ProviderSetting[] {
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) throw new WrongSetting("providers", value, "a mapping by provider name");
  return Object.entries(value).map(([name, entry]) => readProvider(name, entry, sources));
}

function readProvider(name: string, value: unknown, sources: SettingSources): ProviderSetting {
  const path = `providers.${name}`;
  if (!/^[a-z0-9_-]{1,64}$/i.test(name)) {
    throw new WrongSetting(path, name, "letters, digits, - and _, at most 64");
  }
  if (name === "sandbox") throw new WrongSetting(path, name, "another name: this one is built in");
  const keys = ["kind", "base_url", "api_key", "on_disconnect"];
  const entry = readMapping({ name: path, value }, keys);
  const policy = entry["on_disconnect"];
  return {
    name,
    kind: readChoice({ name: `${path}.kind`, value: entry["kind"] }, sources.providerKinds),
    baseUrl: readAddress({ name: `${path}.base_url`, value: entry["base_url"] }),
    apiKey: readApiKey({ name: `${path}.api_key`, value: entry["api_key"] }, sources.environment),
    onDisconnect:
      policy === undefined
        ? null
        : readChoice({ name: `${path}.on_disconnect`, value: policy }, disconnectPolicies),
  };
}

function readAddress(one: Given): string {
  const allowed = "an http:// or https:// address";
  const text = readText(one, allowed);
  const address = URL.canParse(text) ? new URL(text) : null;
  if (address === null || !["http:", "https:"].includes(address.protocol)) {
    throw new WrongSetting(one.name, text, allowed);
  }
  if (address.search !== "" || address.hash !== "" || address.username !== "") {
    throw new WrongSetting(one.name, text, `${allowed} without a query, a fragment or a user`);
  }
  return text.replace(/\/+$/, "");
}

/** A key, `none`, or `${NAME}` for one that lies in the environment. */
function readApiKey(one: Given, environment: SettingSources["environment"]): string | null {
  const text = readText(one, "a key, none, or the name of an environment variable in $ and braces");
  if (text === "none") return null;
  const variable = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(text)?.[1];
  if (variable === undefined) return text;
  const value = environment[variable];
  if (value !== undefined && value !== "") return value;
  throw new WrongSetting(one.name, text, `the environment variable ${variable} set to the key`);
}

function readGateway(value: unknown): GatewaySettings {
  const readers = gatewayReaders;
  const entry = readMapping({ name: "gateway", value }, [
    ...Object.keys(readers),
    hostsKey,
    originsKey,
  ]);
  const read = (key: keyof typeof readers, absent: number): number => {
    if (entry[key] === undefined) return absent;
    return readers[key]({ name: `gateway.${key}`, value: entry[key] });
  };
  const defaults = gatewayDefaults;
  return {
    outputTokensDefault: read("output_tokens_default", defaults.outputTokensDefault),
    sessionIdleMs: read("session_idle", defaults.sessionIdleMs),
    holdSliceTokens: read("hold_slice_tokens", defaults.holdSliceTokens),
    attemptsMax: read("attempts_max", defaults.attemptsMax),
    connectTimeoutMs: read("connect_timeout", defaults.connectTimeoutMs),
    firstEventTimeoutMs: read("first_event_timeout", defaults.firstEventTimeoutMs),
    silenceTimeoutMs: read("silence_timeout", defaults.silenceTimeoutMs),
    outputKeptForMs: read("output_kept_for", defaults.outputKeptForMs),
    bodyBytesMax: read("body_bytes_max", defaults.bodyBytesMax),
    bodiesInFlightBytesMax: read("bodies_in_flight_bytes_max", defaults.bodiesInFlightBytesMax),
    pictureHostsAllowed:
      entry[hostsKey] === undefined
        ? defaults.pictureHostsAllowed
        : readHosts({ name: `gateway.${hostsKey}`, value: entry[hostsKey] }),
    corsOrigins:
      entry[originsKey] === undefined
        ? defaults.corsOrigins
        : readOrigins({ name: `gateway.${originsKey}`, value: entry[originsKey] }),
  };
}

const hostsKey = "picture_hosts_allowed";
const originsKey = "cors_origins";

const gatewayReaders = {
  output_tokens_default: (one: Given) => readWhole(one, 1, limits.tokensMax),
  hold_slice_tokens: (one: Given) => readWhole(one, 1, limits.tokensMax),
  session_idle: readDuration,
  attempts_max: (one: Given) => readWhole(one, 1, 10),
  connect_timeout: readDuration,
  first_event_timeout: readDuration,
  silence_timeout: readDuration,
  output_kept_for: readDuration,
  body_bytes_max: readBytes,
  bodies_in_flight_bytes_max: readBytes,
};

function readList(one: Given): readonly unknown[] {
  if (one.value === undefined || one.value === null) return [];
  if (Array.isArray(one.value)) return one.value;
  throw new WrongSetting(one.name, one.value, "a list");
}

function given(file: Record<string, unknown>, name: string): Given {
  return { name, value: file[name] };
}
