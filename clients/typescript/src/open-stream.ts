import { readError, readForeign } from "./answer.ts";
import { ChatStream } from "./chat-stream.ts";
import type { Connection } from "./connection.ts";
import type { PriceReader } from "./prices.ts";
import { isStream } from "./within.ts";

/** How a stream is asked for. */
export interface StreamOrder {
  /** Sends the request; the signal ends it and all that is read of it. */
  readonly ask: (signal: AbortSignal) => Promise<Response>;
  readonly after: number;
  /** Null where only the first chunk tells it. */
  readonly model: string | null;
  /** Whether a lost connection may be found again. */
  readonly resumable: boolean;
  readonly stopsWhenLeft: boolean;
  readonly signal: AbortSignal | undefined;
  readonly prices: PriceReader;
}

/** Opens a stream; resolves with its head. */
export async function openStream(connection: Connection, order: StreamOrder): Promise<ChatStream> {
  const { after, model, resumable, stopsWhenLeft } = order;
  const controller = new AbortController();
  const signals = order.signal === undefined ? [] : [order.signal];
  const signal = AbortSignal.any([...signals, controller.signal]);
  const first = await order.ask(signal);
  if (!first.ok) throw await readError(first);
  if (!isStream(first)) throw await readForeign(first);
  return new ChatStream({
    first,
    after,
    again: resumable ? (id, from) => connection.again(id, from, signal) : null,
    confirm: (id) => connection.confirm(id),
    refusal: readError,
    cancel: (id) => connection.cancel(id),
    record: (id) => connection.record(id),
    prices: order.prices,
    model,
    silenceMs: connection.settings.silenceMs,
    stopsWhenLeft,
    controller,
    signal,
  });
}
