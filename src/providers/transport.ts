import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import errors from "undici/lib/core/errors.js";
import Pool from "undici/lib/dispatcher/pool.js";
import { limits } from "../core/limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { AnswerHeaders, WireRequest } from "./adapter.ts";

/** The connections to one provider. */
export interface Transport {
  /**
   * Sends a request. Resolves with the answer once its status is there, or with why there is
   * none; never rejects. The stop signal closes the connection at any moment.
   */
  send(request: WireRequest, stop: AbortSignal): Promise<Answer | Undelivered>;
  /** Closes every connection at once, those in use too. */
  close(): Promise<void>;
}

/** An answer whose body is coming in. */
export interface Answer {
  readonly delivered: true;
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** What has arrived since the last call; empty where nothing has. */
  take(): readonly Buffer[];
  /** Null until the body has ended. What arrived before is still there to be taken. */
  readonly fate: Fate | null;
  /** Lets more come in; resolves when something has, or the body has ended. One at a time. */
  arrival(): Promise<void>;
  /** Closes the connection, unless the answer has come in whole. */
  close(): void;
  /** Needs nothing more of the body, which is about to end: the connection can serve again. */
  finish(): void;
}

/** `whole`: the body ended as HTTP says it must. Else what it died of, in words for the record. */
export type Fate = "whole" | { readonly died: string };

export interface Undelivered {
  readonly delivered: false;
  readonly kind: "unreachable" | "failed" | "stopped";
  readonly message: string;
}

export interface TransportSettings {
  /** Scheme, host and port; anything after them is not used. */
  readonly baseUrl: string;
  readonly connectTimeoutMs: number;
}

/**
 * Opens a pool of kept-alive connections to one origin, one call at a time on each. The calls at
 * once are bounded by the road, and silence is timed there: the pool itself never gives up on an
 * answer.
 */
export function openTransport(settings: TransportSettings, clock: Clock): Transport {
  const { origin, host } = new URL(settings.baseUrl);
  const pool = new Pool(origin, {
    connections: null,
    pipelining: 1,
    // Closing a stream must close its connection, so that the provider cannot miss it.
    allowH2: false,
    connectTimeout: settings.connectTimeoutMs,
    keepAliveTimeout: limits.upstreamIdleMs,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    send: (request, stop) => send({ pool, host, clock }, request, stop),
    close: () => pool.destroy(),
  };
}

interface Origin {
  readonly pool: Pool;
  readonly host: string;
  readonly clock: Clock;
}

function send(origin: Origin, request: WireRequest, stop: AbortSignal) {
  return new Promise<Answer | Undelivered>((resolve) => {
    if (stop.aborted) return resolve(stoppedBefore);
    const exchange = new Exchange(origin, stop, resolve);
    origin.pool.dispatch(
      {
        path: request.path,
        method: "POST",
        headers: withLength(request),
        body: bodyOf(request.body),
      },
      exchange,
    );
  });
}

const stoppedBefore: Undelivered = {
  delivered: false,
  kind: "stopped",
  message: "stopped before the provider answered",
};

function withLength({ headers, body }: WireRequest): string[] {
  return [...headers, "content-length", String(lengthOf(body))];
}

/** Small bodies leave in one write; large ones piece by piece, without ever being joined. */
function bodyOf(body: readonly Buffer[]): Buffer | Readable {
  const [first] = body;
  if (body.length === 1 && first !== undefined) return first;
  return lengthOf(body) <= limits.upstreamJoinedBodyBytesMax
    ? Buffer.concat(body)
    : Readable.from(body, { objectMode: false });
}

function lengthOf(body: readonly Buffer[]): number {
  return body.reduce((sum, piece) => sum + piece.length, 0);
}

/** One request and its answer, from the first byte sent to the last one received. */
class Exchange implements Answer, Dispatcher.DispatchHandler {
  readonly delivered = true;
  status = 0;
  headers: AnswerHeaders = {};
  fate: Fate | null = null;

  readonly #origin: Origin;
  readonly #stop: AbortSignal;
  readonly #onStop: () => void;
  #answer: ((answer: Answer | Undelivered) => void) | null;
  #controller: Dispatcher.DispatchController | null = null;
  #chunks: Buffer[] = [];
  #waitingBytes = 0;
  #wake: (() => void) | null = null;
  /** Bytes of the tail that came after nothing more was needed; null before that. */
  #tailBytes: number | null = null;
  #cancelTail: (() => void) | null = null;

  constructor(origin: Origin, stop: AbortSignal, answer: (answer: Answer | Undelivered) => void) {
    this.#origin = origin;
    this.#stop = stop;
    this.#answer = answer;
    this.#onStop = () => this.#abort("stopped");
    stop.addEventListener("abort", this.#onStop, { once: true });
  }

  // --- what the road asks ---

  take(): readonly Buffer[] {
    if (this.#waitingBytes === 0) return nothing;
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#waitingBytes = 0;
    return chunks;
  }

  arrival(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waitingBytes > 0 || this.fate !== null) return resolve();
      this.#wake = resolve;
      this.#controller?.resume();
    });
  }

  close(): void {
    this.#abort("closed");
  }

  finish(): void {
    if (this.fate !== null || this.#tailBytes !== null) return;
    this.#tailBytes = 0;
    this.#chunks = [];
    this.#waitingBytes = 0;
    // Who stops a call that has ended must not cost it the connection: time bounds the tail.
    this.#stop.removeEventListener("abort", this.#onStop);
    this.#cancelTail = this.#origin.clock.after(limits.upstreamTailMs, () => this.close());
    this.#controller?.resume();
  }

  // --- what the connection tells ---

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Stopped while the connection was still being made: nothing is sent on it.
    if (this.fate !== null) controller.abort(new Error("stopped"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHeaders,
  ): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    this.#resolve(this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#tailBytes !== null) {
      this.#tailBytes += chunk.length;
      if (this.#tailBytes > limits.upstreamTailBytesMax) this.close();
      return;
    }
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= limits.upstreamReadAheadBytesMax) controller.pause();
    this.#awake();
  }

  onResponseEnd(): void {
    this.#end("whole");
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.fate !== null) return;
    this.#resolve(undelivered(error, this.#origin.host));
    this.#end({ died: `the connection to the provider died: ${wordsFor(error)}` });
  }

  #abort(why: string): void {
    if (this.fate !== null) return;
    this.#resolve(stoppedBefore);
    this.#end({ died: why });
    this.#controller?.abort(new Error(why));
  }

  #end(fate: Fate): void {
    if (this.fate !== null) return;
    this.fate = fate;
    this.#stop.removeEventListener("abort", this.#onStop);
    this.#cancelTail?.();
    this.#awake();
  }

  #resolve(answer: Answer | Undelivered): void {
    this.#answer?.(answer);
    this.#answer = null;
  }

  #awake(): void {
    this.#wake?.();
    this.#wake = null;
  }
}

const nothing: readonly Buffer[] = [];

function undelivered(error: Error, host: string): Undelivered {
  const code = codeOf(error);
  if (error instanceof errors.HTTPParserError || code === "UND_ERR_HEADERS_OVERFLOW") {
    return { delivered: false, kind: "failed", message: `${host} does not answer in HTTP` };
  }
  if (code === "UND_ERR_INVALID_ARG") {
    // A setting that no request can carry, such as a key with a line break: told without it.
    return { delivered: false, kind: "failed", message: `no request to ${host} can be made` };
  }
  return {
    delivered: false,
    kind: "unreachable",
    message: `no answer from ${host}: ${wordsFor(error)}`,
  };
}

/** What happened, without the addresses that the system's own messages carry. */
function wordsFor(error: Error): string {
  if (error instanceof errors.HTTPParserError) return "what came was no HTTP";
  const code = codeOf(error);
  return words.get(code) ?? (code === "" ? "it failed" : code);
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

const words: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "connection refused"],
  ["ECONNRESET", "connection reset"],
  ["EPIPE", "connection reset"],
  ["ENOTFOUND", "its name is not known"],
  ["EAI_AGAIN", "its name could not be looked up"],
  ["EHOSTUNREACH", "no way to it"],
  ["ENETUNREACH", "no way to it"],
  ["ETIMEDOUT", "connecting took too long"],
  ["UND_ERR_CONNECT_TIMEOUT", "connecting took too long"],
  ["UND_ERR_SOCKET", "the other side closed it"],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "the answer is shorter than it said"],
  ["UND_ERR_CLOSED", "the gateway is shutting down"],
  ["UND_ERR_DESTROYED", "the gateway is shutting down"],
]);
