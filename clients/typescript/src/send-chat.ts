import { readError, refusePage } from "./answer.ts";
import { type Connection, completions } from "./connection.ts";
import type { StreamEvent } from "./events.ts";
import { followEvents } from "./follow.ts";
import type { Retry } from "./retry.ts";
import { isStream } from "./within.ts";

/** One request of the web's `fetch`. */
export interface WebRequest extends RequestInit {
  readonly url: string;
}

/**
 * Sends what may be a chat call, and lets it outlive its connection for ten seconds, so that a lost
 * one can be found again: a stream goes on within the one body that is handed on, anything else is
 * joined by its repetition. Since leaving alone then stops no call, an abort or a cancelled body
 * cancels it by name.
 */
export async function sendChat(
  connection: Connection,
  { url, ...init }: WebRequest,
  timeoutMs?: number,
): Promise<Response> {
  const watch = { lost: false };
  const onRetry = ({ because }: Retry) => {
    watch.lost ||= because instanceof Error;
  };
  const fetch = connection.patient({ onRetry }, timeoutMs);
  if (init.method !== "POST" || new URL(url).pathname !== completions) {
    return await refusePage(await fetch(url, init));
  }
  const headers = new Headers(init.headers);
  const name = setDefault(headers, "x-client-request-id", crypto.randomUUID());
  const left = setDefault(headers, "x-farebox-on-disconnect", "linger");
  const leaving = leave(connection, { name, goesOn: left === "finish" || goesOn(init.body) });
  init.signal?.addEventListener("abort", leaving, { once: true });
  const over = () => init.signal?.removeEventListener("abort", leaving);
  try {
    const response = await fetch(url, { ...init, headers });
    if (isStream(response)) {
      return relay(connection, response, { leaving, over, signal: init.signal ?? null });
    }
    over();
    const id = response.headers.get("x-request-id");
    if (watch.lost && response.ok && id !== null) await connection.confirm(id);
    return await refusePage(response);
  } catch (error) {
    // An abort has done its work by now, and any other fault has ended the call.
    over();
    throw error;
  }
}

/** Sets a header that is missing, and answers what it then says. */
function setDefault(headers: Headers, name: string, value: string): string {
  const given = headers.get(name);
  if (given !== null) return given;
  headers.set(name, value);
  return value;
}

/** Whether the body itself asks for a call that goes on without its client. */
function goesOn(body: unknown): boolean {
  return typeof body === "string" && /"on_disconnect"\s*:\s*"finish"/.test(body);
}

function leave(
  connection: Connection,
  { name, goesOn }: { readonly name: string; readonly goesOn: boolean },
): () => void {
  return () => {
    // Nobody waits for this; where it fails, the gateway ends the call ten seconds later.
    if (!goesOn) connection.cancel(name).catch(() => {});
  };
}

interface Relay {
  readonly leaving: () => void;
  readonly over: () => void;
  readonly signal: AbortSignal | null;
}

/** The same answer, with a body that goes on where a connection ends. */
function relay(connection: Connection, first: Response, { leaving, over, signal }: Relay) {
  const controller = new AbortController();
  const both = signal === null ? controller.signal : AbortSignal.any([signal, controller.signal]);
  const state = { received: 0, resumed: 0, ended: false, missing: null };
  const id = first.headers.get("x-request-id") ?? "";
  const events = followEvents({
    state,
    first,
    again: (after) => connection.again(id, after, both),
    confirm: () => connection.confirm(id),
    refusal: readError,
    silenceMs: connection.settings.silenceMs,
    signal: both,
  });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (sink) => {
      const { done, value } = await events.next();
      if (!done) return sink.enqueue(encoder.encode(value.map(writeEvent).join("")));
      over();
      sink.close();
    },
    cancel: async () => {
      over();
      if (!state.ended) leaving();
      controller.abort();
      await events.return(undefined);
    },
  });
  return new Response(body, { status: first.status, headers: first.headers });
}

function writeEvent({ id, data }: StreamEvent): string {
  const lines = `data: ${data.replaceAll("\n", "\ndata: ")}\n\n`;
  return id === null ? lines : `id: ${id}\n${lines}`;
}
