import { readAnswer } from "./answer.ts";
import type { ChatStream } from "./chat-stream.ts";
import { Connection, completions, pathOf } from "./connection.ts";
import { openStream } from "./open-stream.ts";
import { rememberPrices } from "./prices.ts";
import { sendChat, type WebRequest } from "./send-chat.ts";
import type { FareboxOptions } from "./settings.ts";
import { type Terms, writeBody, writeHeaders } from "./terms.ts";
import type {
  Answer,
  Balance,
  Bill,
  CallRecord,
  ChatBody,
  ChatCompletion,
  Estimate,
  Key,
  Model,
  Session,
  UsageReport,
} from "./types.ts";

export interface UsageQuery {
  /** A day such as `2026-11-01`, or an instant. */
  readonly from?: string;
  readonly to?: string;
  readonly groupBy?: "day" | "model" | "key" | "project" | "session";
}

export interface StatementQuery {
  /** A month such as `2026-11`; all of them where none is named. */
  readonly cycle?: string;
  readonly after?: string;
  readonly limit?: number;
}

export interface ResumeTerms {
  /** The number of the last event that is there already; 0 for none. */
  readonly after?: number;
  /** Ends the reading; the call goes on. */
  readonly signal?: AbortSignal;
}

/** A client of one gateway, with connections of its own: open it once, close it at the end. */
export class Farebox {
  readonly #connection: Connection;
  readonly #prices = rememberPrices((model) => this.model(model));

  /** Throws `SettingError` where an option can't be right. */
  constructor(options: FareboxOptions = {}) {
    this.#connection = new Connection(options);
  }

  /**
   * The web's `fetch` with this client's connections, retries and keys; a lost stream goes on in
   * the answer's body. The gateway's key is put on what goes to the gateway and names none.
   */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = await readRequest(input, init);
    const { apiKey, baseUrl } = this.#connection.settings;
    const headers = new Headers(request.headers);
    if (new URL(request.url).origin === baseUrl && !headers.has("authorization")) {
      headers.set("authorization", `Bearer ${apiKey}`);
    }
    return await sendChat(this.#connection, { ...request, headers });
  };

  /** What the `openai` package's constructor takes to go through this client. */
  forOpenAI() {
    const { apiKey, baseUrl } = this.#connection.settings;
    // It would try again under a new key what this client has tried three times already.
    return { apiKey, baseURL: `${baseUrl}/v1`, fetch: this.fetch, maxRetries: 0 };
  }

  /** What `createOpenAICompatible` of the AI SDK takes to go through this client. */
  forAiSdk() {
    const { apiKey, baseUrl } = this.#connection.settings;
    const baseURL = `${baseUrl}/v1`;
    return { name: "farebox", apiKey, baseURL, fetch: this.fetch, includeUsage: true };
  }

  /** A call with one answer. */
  async complete(body: ChatBody, terms: Terms = {}): Promise<ChatCompletion> {
    const sending = { ...terms, body: writeBody(body, terms), headers: writeHeaders(terms) };
    const request = this.#connection.requestOf(sending);
    const url = this.#connection.addressOf(completions, {});
    const { timeoutMs } = terms;
    const response = await sendChat(this.#connection, { ...request, url }, timeoutMs);
    return await readAnswer<ChatCompletion>(response);
  }

  /** A streamed call; resolves with the head of its answer. */
  async stream(body: ChatBody, terms: Terms = {}): Promise<ChatStream> {
    const headers = writeHeaders(terms);
    const asked = writeBody(body, terms);
    const whenGone = asked["on_disconnect"];
    const options = { include_usage: true, ...body.stream_options };
    const sending = {
      body: { ...asked, stream: true, stream_options: options },
      headers,
      timeoutMs: terms.timeoutMs,
    };
    // Until its answer begins a call has no id yet, but a name.
    const stop = () => {
      // Nobody waits for this; where it fails, the gateway ends the call by itself soon after.
      if (whenGone !== "finish") this.cancel(headers["x-client-request-id"] ?? "").catch(() => {});
    };
    terms.signal?.addEventListener("abort", stop, { once: true });
    try {
      return await openStream(this.#connection, {
        ask: (signal) => this.#connection.send(completions, { ...sending, signal }),
        after: 0,
        model: body.model,
        // A call that stops when its client is gone is over when its client is back.
        resumable: whenGone !== "stop",
        stopsWhenLeft: whenGone !== "finish",
        signal: terms.signal,
        prices: this.#prices,
      });
    } finally {
      terms.signal?.removeEventListener("abort", stop);
    }
  }

  /** Follows a call again, from the event behind `after` on, live where it still runs. */
  resume(id: string, { after = 0, signal }: ResumeTerms = {}): Promise<ChatStream> {
    const query = { after, include_usage: "true" };
    return openStream(this.#connection, {
      ask: (both) => this.#connection.send(`${pathOf(id)}/stream`, { query, signal: both }),
      after,
      model: null,
      resumable: true,
      // Who comes to look does not stop what others may be reading.
      stopsWhenLeft: false,
      signal,
      prices: this.#prices,
    });
  }

  /** What a call would cost; nothing is sent to a provider, and nothing held. */
  estimate(body: ChatBody, terms: Terms = {}): Promise<Estimate> {
    const { signal, timeoutMs } = terms;
    const sending = { body: writeBody(body, terms), signal, timeoutMs };
    return this.#connection.ask("/v1/estimate", sending);
  }

  /** What a workload would cost on every model. */
  plan(workload: object): Promise<Answer> {
    return this.#connection.ask("/v1/plan", { body: workload });
  }

  /** Stops a call, by its id or its own name; of one that has ended, answers how. */
  cancel(id: string): Promise<Bill> {
    return this.#connection.cancel(id);
  }

  record(id: string): Promise<CallRecord> {
    return this.#connection.record(id);
  }

  balance(): Promise<Balance> {
    return this.#connection.ask("/v1/balance");
  }

  key(): Promise<Key> {
    return this.#connection.ask("/v1/key");
  }

  /** The models that the key may use, or all of them. */
  async models({ all = false }: { readonly all?: boolean } = {}): Promise<readonly Model[]> {
    const query = { all: all ? "true" : undefined };
    const list = await this.#connection.ask<{ data: readonly Model[] }>("/v1/models", { query });
    return list.data;
  }

  model(id: string): Promise<Model> {
    return this.#connection.ask(`/v1/models/${encodeURIComponent(id)}`);
  }

  usage({ from, to, groupBy }: UsageQuery = {}): Promise<UsageReport> {
    return this.#connection.ask("/v1/usage", { query: { from, to, group_by: groupBy } });
  }

  session(id: string): Promise<Session> {
    return this.#connection.ask(`/v1/sessions/${encodeURIComponent(id)}`);
  }

  settleSession(id: string): Promise<Session> {
    const path = `/v1/sessions/${encodeURIComponent(id)}/settle`;
    return this.#connection.ask(path, { method: "POST" });
  }

  /** All months, or one with its lines. */
  statements({ cycle, after, limit }: StatementQuery = {}): Promise<Answer> {
    return this.#connection.ask("/v1/statements", { query: { cycle, after, limit } });
  }

  /** Ends every connection; what is still being read breaks. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** An address and what to send there; a `Request` is taken apart, so that it can be sent again. */
async function readRequest(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<WebRequest> {
  if (typeof input === "string" || input instanceof URL) return { ...init, url: String(input) };
  const { url, method, headers, signal } = input;
  const bodiless = method === "GET" || method === "HEAD";
  const body = bodiless ? {} : { body: new Uint8Array(await input.arrayBuffer()) };
  return { method, headers, signal, ...body, ...init, url };
}
