import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { ChatEvent } from "../../src/core/chat/event.ts";
import type { ChatRequest, Picture } from "../../src/core/chat/request.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { UpstreamFailure, UpstreamOrder, UpstreamStream } from "../../src/ports/upstream.ts";
import type { ProviderSettings } from "../../src/providers/adapter.ts";
import { createUpstream, type OpenUpstream } from "../../src/providers/registry.ts";

export const realClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A provider on a real socket, whose answer each test writes, and the upstream that calls it. */
export interface Stage {
  readonly origin: string;
  readonly upstream: OpenUpstream;
  /** How many connections were made so far. */
  connections(): number;
  answer(answering: Answering): void;
  /** The next request, after its body has been read. */
  request(): Promise<ReceivedRequest>;
  close(): Promise<void>;
}

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly socket: Socket;
}

export async function openStage(
  settings: (origin: string) => ProviderSettings,
  clock: Clock = realClock,
): Promise<Stage> {
  let answering: Answering = (_request, response) => response.writeHead(500).end();
  let received: ((request: ReceivedRequest) => void) | null = null;
  let connections = 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { url = "", headers, socket } = request;
      received?.({ path: url, headers, body: Buffer.concat(pieces), socket });
      answering(request, response);
    });
  });
  server.on("connection", () => {
    connections += 1;
  });
  const origin = await listen(server);
  const upstream = createUpstream(settings(origin), clock);
  return {
    origin,
    upstream,
    connections: () => connections,
    answer: (next) => {
      answering = next;
    },
    request: () =>
      new Promise((resolve) => {
        received = resolve;
      }),
    async close() {
      await upstream.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers with a stream, in the pieces given. */
export function streamed(...pieces: readonly Uint8Array[]): Answering {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const piece of pieces) response.write(piece);
    response.end();
  };
}

export const never = new AbortController().signal;

export async function opened(
  stage: Stage,
  order: UpstreamOrder = orderFor({}),
  stop: AbortSignal = never,
): Promise<UpstreamStream> {
  const stream = await stage.upstream.open(order, stop);
  assert.ok(stream.opened, "the call was opened");
  return stream;
}

export async function failed(stage: Stage, stop: AbortSignal = never): Promise<UpstreamFailure> {
  const failure = await stage.upstream.open(orderFor({}), stop);
  assert.ok(!failure.opened, "the call failed");
  return failure;
}

export interface Collected {
  readonly text: string;
  readonly finish: string | null;
  readonly events: readonly ChatEvent[];
  /** `ended`, or why it broke. */
  readonly ending: string;
}

/** Reads a stream to its end. */
export async function collect(stream: UpstreamStream): Promise<Collected> {
  const events: ChatEvent[] = [];
  for (;;) {
    const batch = await stream.next();
    events.push(...batch.events);
    if (batch.kind === "events") continue;
    return {
      text: events.map((event) => event.delta?.content ?? "").join(""),
      finish: events.findLast((event) => event.finish !== null)?.finish ?? null,
      events,
      ending: batch.kind === "ended" ? "ended" : batch.reason,
    };
  }
}

export function orderFor(change: {
  readonly chat?: Partial<ChatRequest>;
  readonly pictures?: readonly Picture[];
  readonly model?: string;
  readonly streams?: boolean;
}): UpstreamOrder {
  const chat: ChatRequest = {
    model: "asked-for",
    messages: [{ role: "user", content: "say it", passedOn: {} }],
    pictures: [],
    passedOn: {},
    outputTokensMax: null,
    stream: true,
    includeUsage: false,
    hold: "auto",
    sessionId: null,
    clientRequestId: null,
    onDisconnect: null,
    maxCost: null,
    store: true,
    ...change.chat,
  };
  return {
    requestId: "chatcmpl-ours",
    model: change.model ?? "served",
    chat,
    pictures: change.pictures ?? [],
    outputTokensMax: 77,
    streams: change.streams ?? true,
  };
}

/** Milliseconds until the socket has closed. */
export async function closedAfter(socket: Socket): Promise<number> {
  const startedAt = performance.now();
  // A reset is an error to the server, and to us one way of closing.
  socket.on("error", () => {});
  if (!socket.closed) await new Promise((resolve) => socket.on("close", resolve));
  return performance.now() - startedAt;
}
