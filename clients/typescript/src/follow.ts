import { readError } from "./answer.ts";
import type { Connection } from "./connection.ts";
import { ConnectionError, FareboxError, TimeoutError } from "./errors.ts";
import { createEventReader, type StreamEvent } from "./events.ts";
import * as limits from "./limits.ts";
import { pause } from "./retry.ts";
import { isStream } from "./within.ts";

/** A stream that is followed to its end, over as many connections as it takes. */
export interface Followed {
  /** The call's id. */
  readonly id: string;
  /** Whether it asked for its usage: who didn't expects no chunk without choices. */
  readonly asked: boolean;
  /** The number of the last event that came. */
  received: number;
  /** How often the connection was lost and found again. */
  resumed: number;
  /** Whether the last event has come. */
  ended: boolean;
}

export interface Following {
  readonly state: Followed;
  readonly first: Response;
  readonly resumable: boolean;
  readonly signal: AbortSignal;
}

/**
 * The events of a stream, each once and in order, as many at a time as one read brings. A
 * connection that ends before `[DONE]`, or before a chunk that tells an error, is lost: the stream
 * is asked for again. Throws `ConnectionError` where it stays lost, and what the gateway says where
 * it refuses.
 */
export async function* followEvents(
  connection: Connection,
  following: Following,
): AsyncGenerator<StreamEvent[]> {
  const { state, signal } = following;
  let response = following.first;
  let barren = 0;
  while (!state.ended) {
    const before = state.received;
    let fault: unknown;
    try {
      yield* readEvents(connection, response, state);
    } catch (error) {
      signal.throwIfAborted();
      if (state.ended) throw error;
      fault = error;
    }
    if (state.ended) return;
    barren = state.received > before ? 0 : barren + 1;
    response = await comeBack(connection, following, { barren, fault });
    state.resumed += 1;
  }
}

/** What one connection brings that is new. Throws where it breaks, falls silent or leaves a gap. */
async function* readEvents(
  connection: Connection,
  response: Response,
  state: Followed,
): AsyncGenerator<StreamEvent[]> {
  const body = response.body?.getReader();
  if (body === undefined) return;
  const parse = createEventReader();
  try {
    // Bounded by the time for each read.
    while (!state.ended) {
      const { done, value } = await readWithin(body, connection.settings.silenceMs);
      if (done) return;
      const { fresh, gap } = takeNew(state, parse(value));
      if (state.ended && state.resumed > 0) await connection.confirm(state.id);
      if (fresh.length > 0) yield fresh;
      if (gap) throw new ConnectionError(`event ${state.received + 1} is missing`);
    }
    // The connection's end is awaited, so that the next call can use it; a fault behind the last
    // event changes nothing any more.
    await readWithin(body, limits.lastBytesMs).catch(() => {});
  } finally {
    body.cancel().catch(() => {});
  }
}

async function readWithin(body: ReadableStreamDefaultReader<Uint8Array>, ms: number) {
  let silent = false;
  const alarm = setTimeout(() => {
    silent = true;
    body.cancel().catch(() => {});
  }, ms);
  try {
    const read = await body.read();
    if (!silent) return read;
  } finally {
    clearTimeout(alarm);
  }
  throw new TimeoutError(`nothing came for ${ms} ms`);
}

/** Events that came before are left out, and so is everything behind a gap: both come again. */
function takeNew(state: Followed, events: readonly StreamEvent[]) {
  const fresh: StreamEvent[] = [];
  for (const event of events) {
    const { id, data } = event;
    if (id !== null && id <= state.received) continue;
    if (id !== null && id > state.received + 1) return { fresh, gap: true };
    state.received = id ?? state.received;
    // Within a text the quotes would be escaped.
    state.ended ||= data === "[DONE]" || /"finish_reason": ?"error"/.test(data);
    fresh.push(event);
  }
  return { fresh, gap: false };
}

async function comeBack(
  connection: Connection,
  { state, resumable, signal }: Following,
  lost: { readonly barren: number; readonly fault: unknown },
): Promise<Response> {
  let { barren, fault } = lost;
  const mayResume = resumable && state.resumed < limits.resumesMax;
  while (mayResume && barren < limits.resumeAttemptsMax) {
    if (barren > 0) await pause(drawPause(barren), signal);
    barren += 1;
    try {
      const response = await connection.again(state, signal);
      if (response.ok && isStream(response)) return response;
      fault = await readError(response);
      if (response.status < 429) break;
    } catch (error) {
      signal.throwIfAborted();
      fault = error;
    }
  }
  if (fault instanceof FareboxError && !(fault instanceof ConnectionError)) throw fault;
  const why = fault instanceof Error ? fault.message : "it ended before its last event";
  throw new ConnectionError(`the stream was lost after event ${state.received}: ${why}`, {
    attempts: barren + 1,
    cause: fault,
  });
}

function drawPause(barren: number): number {
  return Math.random() * Math.min(limits.resumePauseMs * 2 ** barren, limits.resumePauseMsMax);
}
