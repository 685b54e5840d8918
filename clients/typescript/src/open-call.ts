import { anySignal } from "./any-signal.ts";
import { type Connection, completions } from "./connection.ts";
import type { StreamEvent } from "./events.ts";
import { type Followed, followEvents } from "./follow.ts";
import { type Retry, setDefault } from "./retry.ts";
import { isStream } from "./within.ts";

/** One request of the web's `fetch`, by its address. */
export interface WebRequest extends RequestInit {
  readonly url: string;
}

/** An answer that is a stream. */
export interface LiveStream {
  readonly first: Response;
  readonly state: Followed;
  /** Each event once, over as many connections as it takes. */
  readonly events: AsyncGenerator<StreamEvent[]>;
  /** Whether the call goes on to its end without its client. */
  readonly goesOn: boolean;
  /** Ends the reading; unless it goes on, a call that hasn't ended is stopped with it. */
  readonly leave: () => void;
}

/**
 * Sends what may be a chat call, and lets it outlive its connection for ten seconds, so that a lost
 * one can be found again: a stream is resumed, anything else is joined by its repetition. Since
 * leaving alone then stops no call, an abort cancels it by name.
 */
export async function openCall(
  connection: Connection,
  { url, ...init }: WebRequest,
  timeoutMs?: number,
): Promise<Response | LiveStream> {
  let lost = false;
  const onRetry = ({ because }: Retry) => {
    lost ||= because instanceof Error;
  };
  const send = connection.patient({ onRetry }, timeoutMs);
  const headers = new Headers(init.headers);
  const { pathname, searchParams } = new URL(url);
  const calls = init.method === "POST" && pathname === completions;
  const name = calls ? setDefault(headers, "x-client-request-id", crypto.randomUUID()) : "";
  const whenGone = calls ? readWhenGone(headers, init.body) : "finish";
  const goesOn = whenGone === "finish";
  const stop = () => {
    // Nobody waits for this; where it fails, the gateway ends the call by itself soon after.
    if (!goesOn) connection.cancel(name).catch(() => {});
  };
  const { signal } = init;
  const over = () => signal?.removeEventListener("abort", stop);
  signal?.addEventListener("abort", stop);
  try {
    const first = await send(url, { ...init, headers });
    if (!isStream(first)) {
      over();
      if (calls && lost && first.ok) await connection.confirm(name);
      return first;
    }
    const id = first.headers.get("x-request-id") ?? name;
    const received = Number(searchParams.get("after"));
    const asked = /usage\W+true/.test(url + init.body);
    const state = { id, asked, received, resumed: 0, ended: false };
    const own = new AbortController();
    const resumable = whenGone !== "stop";
    const following = { state, first, resumable, signal: anySignal(own, signal) };
    const events = followEvents(connection, following);
    const leave = () => {
      over();
      if (state.ended) return;
      stop();
      own.abort();
      first.body?.cancel().catch(() => {});
    };
    return { first, state, events, goesOn, leave };
  } catch (error) {
    over();
    throw error;
  }
}

/** What the call itself says, in its body or its headers; nothing said is `linger`. */
function readWhenGone(headers: Headers, body: unknown): string {
  const said = /"on_disconnect"\s*:\s*"(\w+)"/.exec(typeof body === "string" ? body : "");
  return said?.[1] ?? setDefault(headers, "x-farebox-on-disconnect", "linger");
}
