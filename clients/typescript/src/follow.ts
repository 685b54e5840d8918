import { ConnectionError, FareboxError, TimeoutError } from "./errors.ts";
import { createEventReader, type StreamEvent } from "./events.ts";
import { limits } from "./limits.ts";
import { pause } from "./retry.ts";
import { isStream } from "./within.ts";

/** A stream that is followed to its end, over as many connections as it takes. */
export interface Followed {
  /** The number of the last event that came. */
  received: number;
  /** How often the connection was lost and found again. */
  resumed: number;
  /** Whether the last event has come. */
  ended: boolean;
  /** The number of an event that this connection has left out; else null. */
  missing: number | null;
}

export interface Following {
  readonly state: Followed;
  readonly first: Response;
  /** Asks for the stream again, from after that event on, once; null where it can't be resumed. */
  readonly again: ((after: number) => Promise<Response>) | null;
  /** Throws where the call was given up while nobody was connected: its end is then no end. */
  readonly confirm: () => Promise<void>;
  /** The error of an answer that is no stream. */
  readonly refusal: (response: Response) => Promise<Error>;
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

/**
 * The events of a stream, each once and in order, as many at a time as one read brings. A
 * connection that ends before `[DONE]`, or before a chunk that tells an error, is lost: the stream
 * is asked for again. Throws `ConnectionError` where it stays lost, and what the gateway says where
 * it refuses.
 */
export async function* followEvents(following: Following): AsyncGenerator<readonly StreamEvent[]> {
  const { state, signal } = following;
  let response = following.first;
  let barren = 0;
  while (!state.ended) {
    const before = state.received;
    state.missing = null;
    let fault: unknown;
    try {
      yield* readEvents(response, following);
    } catch (error) {
      signal.throwIfAborted();
      if (state.ended) throw error;
      fault = error;
    }
    if (state.ended) return;
    barren = state.received > before ? 0 : barren + 1;
    response = await comeBack(following, { barren, fault });
    state.resumed += 1;
  }
}

/** What one connection brings that is new. Throws where it breaks, falls silent or leaves a gap. */
async function* readEvents(
  response: Response,
  { state, silenceMs, confirm }: Following,
): AsyncGenerator<readonly StreamEvent[]> {
  const body = response.body?.getReader();
  if (body === undefined) return;
  const parser = createEventReader();
  const watch = watchSilence(silenceMs, (silent) => void body.cancel(silent).catch(() => {}));
  try {
    // Bounded by the silence that is watched, and by the end of the answer.
    while (!state.ended) {
      const { done, value } = await body.read();
      if (watch.silent !== null) throw watch.silent;
      if (done) return;
      watch.heard();
      const events = takeNew(state, parser.push(value));
      if (state.resumed > 0 && events.at(-1)?.data === "[DONE]") await confirm();
      if (events.length > 0) yield events;
      if (state.missing !== null) throw new FareboxError(`event ${state.missing} is missing`);
    }
  } finally {
    watch.end();
    void release(body, state.ended);
  }
}

/** Gives the connection back where the answer ends with its last event; else closes it. */
async function release(body: ReadableStreamDefaultReader, ended: boolean): Promise<void> {
  const cancel = () => void body.cancel().catch(() => {});
  if (!ended) return cancel();
  const alarm = setTimeout(cancel, limits.lastBytesMs);
  // A fault behind the last event changes nothing any more.
  await body.read().catch(() => {});
  clearTimeout(alarm);
}

/** Events that came before are left out, and so is everything behind a gap: both come again. */
function takeNew(state: Followed, events: readonly StreamEvent[]): readonly StreamEvent[] {
  const fresh: StreamEvent[] = [];
  for (const event of events) {
    if (event.id !== null) {
      if (event.id <= state.received) continue;
      if (event.id > state.received + 1) {
        state.missing = state.received + 1;
        return fresh;
      }
      state.received = event.id;
    }
    if (event.data === "[DONE]" || tellsError(event.data)) state.ended = true;
    fresh.push(event);
  }
  return fresh;
}

/** Whether the chunk is the last of a stream that did not become whole. */
function tellsError(data: string): boolean {
  // Within a text the quotes would be escaped, so next to no chunk is parsed for this.
  if (!data.includes('"error"')) return false;
  try {
    return Boolean(JSON.parse(data)?.error);
  } catch {
    // Whoever reads the chunk meets the same fault, and says so.
    return false;
  }
}

async function comeBack(
  { state, again, refusal, signal }: Following,
  lost: { readonly barren: number; readonly fault: unknown },
): Promise<Response> {
  let { barren, fault } = lost;
  const mayResume = again !== null && state.resumed < limits.resumesMax;
  while (mayResume && barren < limits.resumeAttemptsMax) {
    if (barren > 0) await pause(drawPause(barren), signal);
    try {
      const response = await again(state.received);
      if (response.ok && isStream(response)) return response;
      fault = await refusal(response);
      if (response.status < 500 && response.status !== 429) throw fault;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ConnectionError) && error === fault) throw error;
      fault = error;
    }
    barren += 1;
  }
  const why = fault instanceof Error ? fault.message : "it ended before its last event";
  const message = `the stream was lost after event ${state.received}: ${why}`;
  throw new ConnectionError(message, { attempts: barren + 1, cause: fault });
}

function drawPause(barren: number): number {
  const most = Math.min(limits.resumePauseMs * 2 ** barren, limits.resumePauseMsMax);
  return Math.random() * most;
}

/** One timer for a whole stream: set anew only when it rings, however often something is heard. */
function watchSilence(silenceMs: number, tell: (silent: TimeoutError) => void) {
  let heardAtMs = performance.now();
  const watch = {
    silent: null as TimeoutError | null,
    heard: () => {
      heardAtMs = performance.now();
    },
    end: () => clearTimeout(timer),
  };
  const ring = () => {
    const restMs = heardAtMs + silenceMs - performance.now();
    if (restMs > 0) {
      timer = setTimeout(ring, restMs);
      return;
    }
    watch.silent = new TimeoutError(`nothing came for ${silenceMs} ms`, {});
    tell(watch.silent);
  };
  let timer = setTimeout(ring, silenceMs);
  return watch;
}
