import { FareboxError, TimeoutError } from "./errors.ts";
import { limits } from "./limits.ts";
import type { Middleware } from "./retry.ts";

/**
 * Bounds one attempt in time: until the head of a stream, until the last byte of anything else.
 * What is no stream is read here, so that an answer that breaks off is a fault like any other.
 */
export function within(timeoutMs: number): Middleware {
  return (next) => async (url, init) => {
    const timer = new AbortController();
    const timeout = new TimeoutError(`no whole answer within ${timeoutMs} ms`, {});
    const alarm = setTimeout(() => timer.abort(timeout), timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timer.signal]) : timer.signal;
    try {
      const response = await next(url, { ...init, signal });
      return isStream(response) ? response : await readWhole(response);
    } catch (error) {
      throw timer.signal.aborted ? timeout : error;
    } finally {
      clearTimeout(alarm);
    }
  };
}

export function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") === true;
}

/** The same answer with its body at hand. Its connection is free again. */
async function readWhole(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    length += next.value.length;
    if (length > limits.answerBytesMax) {
      await reader?.cancel();
      throw new FareboxError(`an answer of more than ${limits.answerBytesMax} bytes is not read`);
    }
    pieces.push(next.value);
  }
  // Statuses such as 204 may have no body, not even an empty one.
  const body = length === 0 ? null : join(pieces, length);
  const whole = new Response(body, { status, statusText, headers });
  // One that was made has no address of its own, and errors name it.
  return Object.defineProperty(whole, "url", { value: response.url });
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
