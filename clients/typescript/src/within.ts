import { anySignal } from "./any-signal.ts";
import { FareboxError, TimeoutError } from "./errors.ts";
import { answerBytesMax } from "./limits.ts";
import type { Middleware } from "./retry.ts";

/**
 * Bounds one attempt in time: until the head of a stream, until the last byte of anything else.
 * What is no stream is read here, so that an answer that breaks off is a fault like any other.
 */
export function within(timeoutMs: number): Middleware {
  return (next) => async (url, init) => {
    const timer = new AbortController();
    const timeout = new TimeoutError(`no answer within ${timeoutMs} ms`);
    const alarm = setTimeout(() => timer.abort(timeout), timeoutMs);
    const signal = anySignal(timer, init.signal);
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

export function isStream({ headers }: Response): boolean {
  return /^text\/event-stream/.test(headers.get("content-type") ?? "");
}

/** The same answer with its body at hand. Its connection is free again. */
async function readWhole(response: Response): Promise<Response> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
    bytes += next.value.length;
    if (bytes > answerBytesMax) throw new FareboxError(`an answer of over ${bytes} bytes came`);
    pieces.push(next.value);
  }
  // Statuses such as 204 may have no body, not even an empty one.
  const whole = new Response(bytes === 0 ? null : new Blob(pieces), response);
  // One that was made has no address of its own, and errors name it.
  return Object.defineProperty(whole, "url", { value: response.url });
}
