import assert from "node:assert/strict";
import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { type HttpCall, open, type Reply, send } from "./http-client.ts";
import { at, parseOrNull } from "./json.ts";
import { until } from "./scripted-upstream.ts";

/** Who calls, and where. */
export interface Caller {
  readonly url: string;
  readonly secret: string;
}

/** One event of a stream, as it arrived. */
export interface ArrivedEvent {
  /** The text after `data:`. */
  readonly data: string;
  /** Its JSON; null for `[DONE]`. */
  readonly json: unknown;
  /** `Date.now()` of its arrival. */
  readonly at: number;
  /** The event's own number, its `id:`; null where it has none. */
  readonly number: number | null;
}

/** A streamed call, seen from the client's side while it runs. */
export interface ChatStream {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly events: readonly ArrivedEvent[];
  /** Comment lines, such as those that keep a silent connection. */
  readonly comments: readonly string[];
  /** Where the answer was no stream: its body. */
  readonly body: unknown;
  /** All content so far. */
  text(): string;
  finishReason(): string | null;
  sawDone(): boolean;
  /** The `error` object of the last chunk, or undefined. */
  error(): unknown;
  /** The last chunk that carries a usage, or undefined. */
  usage(): unknown;
  /** The completion's id. */
  id(): string;
  /** Waits until so many content chunks came, or the stream ended. */
  chunks(count: number): Promise<void>;
  /** Waits for the end, at most a minute: `whole` where the server ended it properly. */
  end(): Promise<"whole" | "broken">;
  /** Destroys the client's socket; answers the moment. */
  destroy(): number;
}

export interface ChatOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent | false;
}

/** Calls chat completions streamed; resolves with the head of the answer. */
export function streamChat(
  caller: Caller,
  body: Readonly<Record<string, unknown>>,
  options: ChatOptions = {},
): Promise<ChatStream> {
  return new Promise((resolve, reject) => {
    const outgoing = open({ ...chatCall(caller, { ...body, stream: true }, options) });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => resolve(follow(outgoing, response)));
  });
}

/** Follows a call's stream again, from after the event of that number on. */
export function resumeChat(caller: Caller, id: string, after: number): Promise<ChatStream> {
  const url = `${caller.url}/v1/chat/completions/${encodeURIComponent(id)}/stream?after=${after}`;
  return new Promise((resolve, reject) => {
    const outgoing = open({ url, token: caller.secret, agent: false });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => resolve(follow(outgoing, response)));
  });
}

/** Calls chat completions buffered. */
export function bufferedChat(
  caller: Caller,
  body: Readonly<Record<string, unknown>>,
  options: ChatOptions = {},
): Promise<Reply> {
  return send(chatCall(caller, body, options));
}

/** Starts a buffered call whose client can go away; its answer is not awaited. */
export function startBufferedChat(
  caller: Caller,
  body: Readonly<Record<string, unknown>>,
  options: ChatOptions = {},
): ClientRequest {
  const outgoing = open(chatCall(caller, body, options));
  outgoing.on("error", () => undefined);
  return outgoing;
}

export function cancelChat(caller: Caller, id: string): Promise<Reply> {
  return send({
    url: `${caller.url}/v1/chat/completions/${encodeURIComponent(id)}/cancel`,
    method: "POST",
    token: caller.secret,
  });
}

export function readRecord(caller: Caller, id: string): Promise<Reply> {
  return send({
    url: `${caller.url}/v1/chat/completions/${encodeURIComponent(id)}`,
    token: caller.secret,
  });
}

function chatCall(caller: Caller, body: unknown, options: ChatOptions): HttpCall {
  return { url: `${caller.url}/v1/chat/completions`, token: caller.secret, body, ...options };
}

function follow(outgoing: ClientRequest, response: IncomingMessage): ChatStream {
  const events: ArrivedEvent[] = [];
  const comments: string[] = [];
  const state = { rest: "", ended: null as "whole" | "broken" | null };
  response.setEncoding("utf8");
  response.on("data", (piece: string) => {
    const blocks = (state.rest + piece).split("\n\n");
    state.rest = blocks.pop() ?? "";
    for (const block of blocks) readBlock(block, events, comments);
  });
  response.on("error", () => undefined);
  response.on("close", () => {
    state.ended = response.complete ? "whole" : "broken";
  });
  const contents = () => events.map((event) => at(event.json, "choices.0.delta.content"));
  const found = (path: string) => findLast(events, path);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    comments,
    get body() {
      return parseOrNull(state.rest);
    },
    text: () =>
      contents()
        .filter((content) => typeof content === "string")
        .join(""),
    finishReason: () => {
      const reason = found("choices.0.finish_reason");
      return typeof reason === "string" ? reason : null;
    },
    sawDone: () => events.some((event) => event.data === "[DONE]"),
    error: () => found("error"),
    usage: () => found("usage"),
    id: () => String(at(events[0]?.json, "id") ?? response.headers["x-request-id"]),
    chunks: (count) =>
      until(
        () => state.ended !== null || contents().filter(isText).length >= count,
        `${count} chunks of content`,
      ),
    end: async () => {
      await until(() => state.ended !== null, "the end of the stream");
      assert(state.ended !== null, "it has ended");
      return state.ended;
    },
    destroy: () => {
      outgoing.destroy();
      return Date.now();
    },
  };
}

function isText(content: unknown): boolean {
  return typeof content === "string" && content !== "";
}

function readBlock(block: string, events: ArrivedEvent[], comments: string[]): void {
  const lines = block.split("\n");
  comments.push(...lines.filter((line) => line.startsWith(":")));
  const data = lines
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n");
  const id = lines
    .find((line) => line.startsWith("id:"))
    ?.slice(3)
    .trim();
  const number = id === undefined ? null : Number(id);
  if (data !== "") events.push({ data, json: parseOrNull(data), at: Date.now(), number });
}

/** The newest value at this path that is neither null nor absent. */
function findLast(events: readonly ArrivedEvent[], path: string): unknown {
  for (const event of [...events].reverse()) {
    const value = at(event.json, path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}
