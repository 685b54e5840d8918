import { openTransport } from "#world";
import { readAnswer } from "./answer.ts";
import { ConnectionError } from "./errors.ts";
import { limits } from "./limits.ts";
import { compose, idempotent, type RetryTerms, retry } from "./retry.ts";
import { type FareboxOptions, readSettings, type Settings } from "./settings.ts";
import type { Bill, CallRecord } from "./types.ts";
import { within } from "./within.ts";
import type { Fetch } from "./world/transport.ts";

/** One request to the gateway. */
export interface Sending {
  /** `POST` where there is a body, else `GET`. */
  readonly method?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export const completions = "/v1/chat/completions";

/** The way to one gateway: its address and key, and connections that are closed at the end. */
export class Connection {
  readonly settings: Settings;
  readonly #fetch: Fetch;
  readonly #close: () => Promise<void>;

  /** Throws `SettingError` where an option can't be right. */
  constructor(options: FareboxOptions) {
    this.settings = readSettings(options);
    const { fetch } = options;
    const own = fetch === undefined ? openTransport(this.settings) : null;
    // Called as a plain function: a browser's fetch refuses to be anybody's method.
    const send: Fetch = own?.fetch ?? ((url, init) => (fetch ?? globalThis.fetch)(url, init));
    this.#fetch = compose(send, ...(options.middleware ?? []));
    this.#close = own?.close ?? (async () => {});
  }

  /** The JSON of an answer. Throws the error that fits any answer but a yes. */
  async ask<Shape extends object>(path: string, sending: Sending = {}): Promise<Shape> {
    return await readAnswer<Shape>(await this.send(path, sending));
  }

  /** Sends one request, as often as it takes. */
  async send(path: string, sending: Sending): Promise<Response> {
    const fetch = this.patient({}, sending.timeoutMs);
    return await fetch(this.addressOf(path, sending), this.requestOf(sending));
  }

  /** What sends with keys, retries and a limit of time. */
  patient(terms: Pick<RetryTerms, "onRetry">, timeoutMs = this.settings.timeoutMs): Fetch {
    const { retries } = this.settings;
    return compose(this.#fetch, idempotent, retry({ ...terms, retries }), within(timeoutMs));
  }

  /** Asks for a stream again, once: how often that is tried is the stream's own affair. */
  async again(id: string, after: number, signal: AbortSignal): Promise<Response> {
    const sending = { query: { after, include_usage: "true" }, signal };
    const fetch = compose(this.#fetch, within(limits.resumeTimeoutMs));
    return await fetch(this.addressOf(`${pathOf(id)}/stream`, sending), this.requestOf(sending));
  }

  /** Stops a call by its id or its own name. */
  cancel(id: string): Promise<Bill> {
    return this.ask(`${pathOf(id)}/cancel`, { method: "POST" });
  }

  record(id: string): Promise<CallRecord> {
    return this.ask(pathOf(id));
  }

  /** Throws where a call was given up while its client was away: it says no whole answer. */
  async confirm(id: string): Promise<void> {
    const { status, cost } = await this.record(id);
    if (status !== "stopped") return;
    throw new ConnectionError(
      `the connection was away for too long: call ${id} was stopped in mid-answer, for $${cost}`,
      {},
    );
  }

  addressOf(path: string, { query = {} }: Sending): string {
    const url = new URL(path, this.settings.baseUrl);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  requestOf({ method, body, headers, signal }: Sending): RequestInit {
    const watched = signal === undefined ? {} : { signal };
    const common = { authorization: `Bearer ${this.settings.apiKey}`, ...headers };
    if (body === undefined) return { method: method ?? "GET", headers: common, ...watched };
    const typed = { ...common, "content-type": "application/json" };
    return { method: "POST", headers: typed, body: JSON.stringify(body), ...watched };
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** A call's own path, by its id or its name. */
export function pathOf(id: string): string {
  return `${completions}/${encodeURIComponent(id)}`;
}
