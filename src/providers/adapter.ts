import type { ChatEvent } from "../core/chat/event.ts";
import type { UpstreamFailure, UpstreamOrder } from "../ports/upstream.ts";

/** How one provider is reached. */
export interface ProviderSettings {
  readonly name: string;
  /** One of `kinds` in registry.ts. */
  readonly kind: string;
  /** Such as `https://api.openai.com/v1`; a query in it is kept. */
  readonly baseUrl: string;
  /** Null, or `none`, where the provider wants no key. */
  readonly apiKey: string | null;
  readonly connectTimeoutMs: number;
  /** The field that carries the output limit, where the provider's host does not tell. */
  readonly outputLimitField?: OutputLimitField | undefined;
  /** Sent with every call, besides our own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export type OutputLimitField = "max_tokens" | "max_completion_tokens";

/** One provider's wire format, bound to one provider's settings. */
export interface Adapter {
  /**
   * The call as it goes out, or why this wire cannot say it, so that nothing is sent. Pictures
   * stay where they lie: the body is a list of buffers.
   */
  encode(order: UpstreamOrder): WireRequest | UpstreamFailure;
  /** A reader for one answer. */
  decoder(): Decoder;
  /** What an answer other than 2xx means. */
  readFailure(answer: FailedAnswer): UpstreamFailure;
}

export type CreateAdapter = (settings: ProviderSettings) => Adapter;

export interface WireRequest {
  /** Path and query. */
  readonly path: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  readonly body: readonly Buffer[];
}

/** Reads one 2xx answer. Whatever an event says is added to `into`. */
export interface Decoder {
  /** One server-sent event. */
  readEvent(data: Buffer, name: string | null, into: ChatEvent[]): Verdict;
  /** A body that came in one piece, although a stream was asked for. */
  readWhole(body: Buffer, into: ChatEvent[]): Ending;
  /** The connection ended cleanly, and no event had said that it would. */
  readEnd(): Ending;
}

/** How the stream goes on: null while it does. */
export type Verdict = Ending | null;

/** How it ended: as the provider meant it to, or not. */
export type Ending = "ended" | { readonly broken: string };

export interface FailedAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** At most `limits.failureBytesMax` of it. */
  readonly body: Buffer;
  /** Milliseconds since 1970, when it came. */
  readonly at: number;
}

/** By lower-case name. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;
