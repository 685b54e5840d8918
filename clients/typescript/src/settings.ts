import { readEnvironment } from "#world";
import { checkWhole } from "./check-whole.ts";
import { SettingError } from "./errors.ts";
import { limits } from "./limits.ts";
import type { Middleware } from "./retry.ts";
import type { Fetch } from "./world/transport.ts";

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
  /** Layers of your own around each call, the first one outermost; retries come within. */
  readonly middleware?: readonly Middleware[];
  /** What sends in place of the client's own connections. */
  readonly fetch?: Fetch;
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
  const shared = readShared();
  const key = options.apiKey ?? readEnvironment("FAREBOX_API_KEY") ?? shared?.apiKey;
  const url = options.baseUrl ?? readEnvironment("FAREBOX_BASE_URL") ?? shared?.baseUrl;
  return {
    apiKey: checkKey(key),
    baseUrl: checkUrl(url ?? localGateway),
    timeoutMs: checkWhole("timeoutMs", options.timeoutMs, { otherwise: limits.timeoutMs }),
    connectTimeoutMs: checkWhole("connectTimeoutMs", options.connectTimeoutMs, {
      otherwise: limits.connectTimeoutMs,
    }),
    silenceMs: checkWhole("silenceMs", options.silenceMs, { otherwise: limits.silenceMs }),
    connectionsMax: checkWhole("connectionsMax", options.connectionsMax, {
      otherwise: limits.connectionsMax,
    }),
    retries: checkWhole("retries", options.retries, {
      least: 0,
      most: limits.retriesMax,
      otherwise: limits.retries,
    }),
  };
}

/** What the `openai` package reads, only where both are there: a key alone may be another's. */
function readShared(): { readonly apiKey: string; readonly baseUrl: string } | null {
  const apiKey = readEnvironment("OPENAI_API_KEY");
  const baseUrl = readEnvironment("OPENAI_BASE_URL");
  if (apiKey === undefined || baseUrl === undefined) return null;
  return { apiKey, baseUrl: baseUrl.replace(/\/v1\/?$/, "") };
}

function checkKey(key: string | undefined): string {
  if (key === undefined || key === "") {
    throw new SettingError("there is no key: give apiKey, or set FAREBOX_API_KEY to sk-…");
  }
  if (/^sk-[\w-]{8,}$/.test(key)) return key;
  throw new SettingError(`apiKey ${describeKey(key)}; a key is sk-… and nothing around it`);
}

/** What is wrong with a key, without telling it: it may be a real one in quotes. */
function describeKey(key: string): string {
  if (key !== key.trim()) return "has a space or a line's end around it";
  if (/^bearer /i.test(key)) return 'begins with "Bearer "';
  if (/^["'].*["']$/.test(key)) return "has quotes around it";
  if (key.startsWith("admin-")) return "is an operator's token";
  if (!key.startsWith("sk-")) return `begins with "${key.slice(0, 3)}"`;
  return key.length < 11 ? `has only ${key.length} characters` : "holds a character no key has";
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SettingError(`baseUrl "${text}" is no address; give one such as ${localGateway}`);
  }
  const seen = beyondOrigin(text, url);
  if (seen === null) return url.origin;
  throw new SettingError(`baseUrl "${hide(text)}" has ${seen}; give "${url.origin}" alone`);
}

function beyondOrigin(text: string, url: URL): string | null {
  if (url.username !== "" || url.password !== "") return "a name in it";
  const behind = url.pathname + url.search + url.hash;
  if (behind !== "/") return `"${behind}" behind it`;
  return text.endsWith("/") ? "a slash at its end" : null;
}

/** An address with somebody's password is not for a log. */
function hide(address: string): string {
  return address.replace(/\/\/[^/@]*@/, "//…@");
}
