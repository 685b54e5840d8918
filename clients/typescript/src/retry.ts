import { ConnectionError, TimeoutError } from "./errors.ts";
import * as limits from "./limits.ts";
import type { Fetch } from "./world/transport.ts";

/** A layer around whatever sends: retries, keys and limits of time are put together of these. */
export type Middleware = (next: Fetch) => Fetch;

export interface RetryTerms {
  /** Repetitions after the first attempt; 3 where nothing is said. */
  readonly retries?: number;
  /** Milliseconds: the first pause is drawn below this. */
  readonly pauseMs?: number;
  readonly pauseMsMax?: number;
  /** Hears of every repetition before its pause. */
  readonly onRetry?: (retry: Retry) => void;
}

/** One repetition that is about to be made. */
export interface Retry {
  readonly url: string;
  /** 1 for the first repetition. */
  readonly repetition: number;
  readonly pauseMs: number;
  /** The status that it repeats, or the fault of the connection. */
  readonly because: number | Error;
}

/** One layer around the next; the first is the outermost. */
export function compose(fetch: Fetch, ...layers: readonly Middleware[]): Fetch {
  return layers.reduceRight((next, layer) => layer(next), fetch);
}

/**
 * Repeats what may succeed next time: faults of the connection, 408, 429 and 5xx, after pauses with
 * full jitter, and `Retry-After` in full. Never another status, nothing that says
 * `x-should-retry: false`, and no `POST` without an `Idempotency-Key`: it could be charged twice.
 */
export function retry(terms: RetryTerms = {}): Middleware {
  const { retries = limits.defaultRetries } = terms;
  return (next) => async (url, init) => {
    const repeatable = canRepeat(init);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce(next, url, init);
      const last = attempt > retries || !repeatable;
      const pauseMs = last ? null : pauseBefore(outcome, attempt, terms);
      if (pauseMs === null) return conclude(outcome, url, attempt);
      if ("response" in outcome) await discard(outcome.response);
      const because = "response" in outcome ? outcome.response.status : outcome.error;
      terms.onRetry?.({ url, repetition: attempt, pauseMs, because });
      await pause(pauseMs, init.signal);
    }
  };
}

/** Gives every `POST` its key before the first attempt, so that no repetition is charged again. */
export const idempotent: Middleware = (next) => (url, init) => {
  const headers = new Headers(init.headers);
  if (init.method === "POST") setDefault(headers, "idempotency-key", crypto.randomUUID());
  return next(url, { ...init, headers });
};

/** Sets a header that is missing, and answers what it then says. */
export function setDefault(headers: Headers, name: string, value: string): string {
  if (!headers.has(name)) headers.set(name, value);
  return headers.get(name) ?? value;
}

/** Waits, unless the signal aborts; then throws its reason. */
export function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
      settle();
    };
    const aborted = () => done(() => reject(signal?.reason));
    const timer = setTimeout(() => done(resolve), ms);
    if (signal?.aborted) aborted();
    else signal?.addEventListener("abort", aborted);
  });
}

type Outcome = { readonly response: Response } | { readonly error: Error };

async function attemptOnce(next: Fetch, url: string, init: RequestInit): Promise<Outcome> {
  try {
    return { response: await next(url, init) };
  } catch (error) {
    // The caller's own abort is no fault to be mended.
    if (init.signal?.aborted) throw error;
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function canRepeat({ method, headers, body }: RequestInit): boolean {
  if (method === undefined || /^(GET|HEAD)$/.test(method)) return true;
  const again = body == null || typeof body === "string" || body instanceof Uint8Array;
  return again && new Headers(headers).has("idempotency-key");
}

/** Milliseconds to wait before the next attempt; null where there shall be none. */
function pauseBefore(outcome: Outcome, attempt: number, terms: RetryTerms): number | null {
  const { pauseMs = limits.defaultPauseMs, pauseMsMax = limits.defaultPauseMsMax } = terms;
  const drawn = Math.random() * Math.min(pauseMs * 2 ** (attempt - 1), pauseMsMax);
  if ("error" in outcome) return drawn;
  const { status, headers } = outcome.response;
  if (status !== 408 && status !== 429 && status < 500) return null;
  if (headers.get("x-should-retry") === "false") return null;
  const asked = readRetryAfter(headers);
  if (asked === null) return drawn;
  return asked > limits.retryAfterMsMax ? null : asked + Math.random() * pauseMs;
}

/** `Retry-After` in milliseconds: whole seconds, or a date; null where there is none. */
export function readRetryAfter(headers: { get(name: string): string | null }): number | null {
  const text = headers.get("retry-after");
  if (text === null) return null;
  const seconds = Number(text);
  return Number.isNaN(seconds) ? Math.max(0, Date.parse(text) - Date.now() || 0) : seconds * 1000;
}

function conclude(outcome: Outcome, url: string, attempts: number): Response {
  if ("response" in outcome) return outcome.response;
  const { error } = outcome;
  const why = error.cause instanceof Error ? error.cause : error;
  // A name with several addresses fails with several errors, and no message of its own.
  const said = why.message || String("code" in why ? why.code : why.name);
  const message = `${new URL(url).origin} gave no answer in ${attempts} attempts: ${said}`;
  const Kind = error instanceof TimeoutError ? TimeoutError : ConnectionError;
  throw new Kind(message, { attempts, cause: error });
}

/** An answer that nobody reads would hold its connection. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel();
}
