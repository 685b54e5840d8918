import { readEnvironment } from "#world";
import { SettingError } from "./errors.ts";
import * as limits from "./limits.ts";
import type { Middleware } from "./retry.ts";

export interface FareboxOptions {
  /** `sk-…`; else `FAREBOX_API_KEY` of the environment. */
  readonly apiKey?: string;
  /** The gateway's address, no path; else `FAREBOX_BASE_URL`, else `http://127.0.0.1:8080`. */
  readonly baseUrl?: string;
  /** Milliseconds until the head of a stream, or the end of any other answer. */
  readonly timeoutMs?: number;
  /** Milliseconds until a connection stands; not in browsers. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without a byte after which a stream is taken for lost. */
  readonly silenceMs?: number;
  /** Connections at once; not in browsers. */
  readonly connectionsMax?: number;
  /** Repetitions of what may be repeated, 0 to 10. */
  readonly retries?: number;
  /** Layers of your own around each attempt, the first one outermost; the last may replace it. */
  readonly middleware?: readonly Middleware[];
}

export interface Settings {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly silenceMs: number;
  readonly connectionsMax: number;
  readonly retries: number;
}

const localGateway = "http://127.0.0.1:8080";

/** The options, completed and checked. Throws `SettingError` with what was seen and what to do. */
export function readSettings(options: FareboxOptions): Settings {
  const apiKey = readEnvironment("OPENAI_API_KEY");
  const shared = readEnvironment("OPENAI_BASE_URL")?.replace(/\/v1\/?$/, "");
  // What the `openai` package reads, only where both are there: a key alone may be another's.
  const both = apiKey !== undefined && shared !== undefined;
  const url = options.baseUrl ?? readEnvironment("FAREBOX_BASE_URL") ?? (both ? shared : undefined);
  const key = options.apiKey ?? readEnvironment("FAREBOX_API_KEY") ?? (both ? apiKey : undefined);
  const settings = {
    apiKey: checkKey(key ?? ""),
    baseUrl: checkUrl(url ?? localGateway),
    timeoutMs: options.timeoutMs ?? limits.defaultTimeoutMs,
    connectTimeoutMs: options.connectTimeoutMs ?? limits.defaultConnectTimeoutMs,
    silenceMs: options.silenceMs ?? limits.defaultSilenceMs,
    connectionsMax: options.connectionsMax ?? limits.defaultConnectionsMax,
    retries: options.retries ?? limits.defaultRetries,
  };
  for (const [name, value] of Object.entries(settings)) {
    const [least, most] = name === "retries" ? [0, limits.retriesMax] : [1, limits.timerMsMax];
    if (typeof value !== "number" || (value % 1 === 0 && value >= least && value <= most)) continue;
    throw new SettingError(`${name} is ${value}; it is a whole number from ${least} to ${most}`);
  }
  return settings;
}

/** Tells of a wrong key next to nothing: it may be a real one in quotes. */
function checkKey(key: string): string {
  if (/^sk-[\w-]{8,}$/.test(key)) return key;
  const seen =
    key === "" ? "missing" : `${JSON.stringify(key.slice(0, 3))}… of ${key.length} characters`;
  throw new SettingError(`apiKey is ${seen}; give sk-… alone, or set FAREBOX_API_KEY`);
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SettingError(`baseUrl "${text}" is no address such as ${localGateway}`);
  }
  // The parser puts a slash behind every origin; one that was given stands for a path.
  const behind = url.href.slice(url.origin.length);
  if (behind === "/" && !text.endsWith("/")) return url.origin;
  const seen = url.username === "" ? `"${behind}" behind it` : "a name in it";
  throw new SettingError(`baseUrl has ${seen}; give "${url.origin}" alone`);
}
