import { readAnswer, readError } from "./answer.ts";
import { ChatStream } from "./chat-stream.ts";
import { Connection, completions, pathOf, type Sending } from "./connection.ts";
import { openCall } from "./open-call.ts";
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

  /** Throws `SettingError` where an option can't be right. */
  constructor(options: FareboxOptions = {}) {
    this.#connection = new Connection(options);
  }

  /** The way to the gateway, for what is built upon it. */
  get connection(): Connection {
    return this.#connection;
  }

  /** A call with one answer. */
  async complete(body: ChatBody, terms: Terms = {}): Promise<ChatCompletion> {
    const sending = { ...terms, body: writeBody(body, terms), headers: writeHeaders(terms) };
    const call = await this.#open(completions, sending);
    return await readAnswer<ChatCompletion>("events" in call ? call.first : call);
  }

  /** A streamed call; resolves with the head of its answer. */
  stream(body: ChatBody, terms: Terms = {}): Promise<ChatStream> {
    const options = { include_usage: true, ...body.stream_options };
    const asked = { ...writeBody(body, terms), stream: true, stream_options: options };
    const sending = { ...terms, body: asked, headers: writeHeaders(terms) };
    return this.#openStream(completions, sending);
  }

  /** Follows a call again, from the event behind `after` on, live where it still runs. */
  resume(id: string, { after = 0, signal }: ResumeTerms = {}): Promise<ChatStream> {
    const query = { after, include_usage: true };
    return this.#openStream(`${pathOf(id)}/stream`, { query, signal });
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
  async models({ all }: { readonly all?: boolean } = {}): Promise<readonly Model[]> {
    const query = { all: all || undefined };
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

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(path: string, sending: Sending) {
    const url = this.#connection.addressOf(path, sending);
    const request = { ...this.#connection.requestOf(sending), url };
    return openCall(this.#connection, request, sending.timeoutMs);
  }

  async #openStream(path: string, sending: Sending): Promise<ChatStream> {
    const call = await this.#open(path, sending);
    if ("events" in call) return new ChatStream(this.#connection, call);
    throw await readError(call);
  }
}
