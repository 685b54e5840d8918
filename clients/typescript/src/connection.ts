import { openTransport } from "#world";
import { readAnswer } from "./answer.ts";
import { ConnectionError } from "./errors.ts";
import type { Followed } from "./follow.ts";
import { resumeTimeoutMs } from "./limits.ts";
import { onlySaid } from "./only-said.ts";
import { compose, idempotent, type RetryTerms, retry } from "./retry.ts";
import { type FareboxOptions, readSettings, type Settings } from "./settings.ts";
import type { Bill, CallRecord, Model, Pricing } from "./types.ts";
import { within } from "./within.ts";
import type { Fetch } from "./world/transport.ts";

/** One request to the gateway. */
export interface Sending {
  /** `POST` where there is a body, else `GET`. */
  readonly method?: string;
  readonly query?: Readonly<Record<string, unknown>>;
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
  readonly close: () => Promise<void>;
  readonly #prices = new Map<string, Promise<Pricing | null>>();

  /** Throws `SettingError` where an option can't be right. */
  constructor(options: FareboxOptions) {
    this.settings = readSettings(options);
    const { fetch, close } = openTransport(this.settings);
    this.#fetch = compose(fetch, ...(options.middleware ?? []));
    this.close = close;
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
  async again({ id, received, asked }: Followed, signal: AbortSignal): Promise<Response> {
    const path = `${pathOf(id)}/stream`;
    const sending = { query: { after: received, include_usage: asked }, signal };
    const fetch = within(resumeTimeoutMs)(this.#fetch);
    return await fetch(this.addressOf(path, sending), this.requestOf(sending));
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
    throw new ConnectionError(`the call was stopped while it was out of reach, at $${cost}`);
  }

  /** A model's prices, remembered; null where there are none. They are for show: nothing fails. */
  pricingOf(model: string): Promise<Pricing | null> {
    const path = `/v1/models/${encodeURIComponent(model)}`;
    const asked =
      this.#prices.get(model) ??
      this.ask<Model>(path).then(
        ({ pricing }) => pricing,
        () => null,
      );
    // No more of them than the gateway has models: it names them in its own chunks.
    this.#prices.set(model, asked);
    return asked;
  }

  addressOf(path: string, { query = {} }: Sending): string {
    const search = String(new URLSearchParams(onlySaid(query)));
    return this.settings.baseUrl + path + (search && `?${search}`);
  }

  requestOf({ method, body, headers, signal }: Sending): RequestInit {
    return {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        authorization: `Bearer ${this.settings.apiKey}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    };
  }
}

/** A call's own path, by its id or its name. */
export function pathOf(id: string): string {
  return `${completions}/${encodeURIComponent(id)}`;
}
