import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { at, parseOrNull } from "./json.ts";
import { playScript } from "./play-script.ts";
import { answer, type Script } from "./upstream-script.ts";

/** What the upstream itself knows of one call: the oracle of the tests. Times are `Date.now()`. */
export interface UpstreamCall {
  /** The script that was played: named by the prompt (`script:NAME`), else by the model. */
  readonly name: string;
  readonly model: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly arrivedAt: number;
  chunksWritten: number;
  /** All content written so far; its tokens are what was produced. */
  textWritten: string;
  /** When the client's socket closed before the script had ended; else null. */
  closedAt: number | null;
  /** When the script had ended; else null. */
  endedAt: number | null;
}

export interface ScriptedUpstream {
  /** `http://127.0.0.1:PORT/v1`, as a provider's `base_url`. */
  readonly url: string;
  /** Queues scripts under a name; the last one serves every further call. */
  script(name: string, ...scripts: readonly Script[]): void;
  /** The calls that came for a name, oldest first; all calls where no name is given. */
  calls(name?: string): readonly UpstreamCall[];
  /** Lets everybody who waits at a checkpoint, or comes to it later, go on. */
  release(checkpoint: string): void;
  /** Resolves when so many calls wait, or have waited, at the checkpoint. */
  reached(checkpoint: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

/** Checkpoints of all running scripts. */
export interface Gates {
  pass(checkpoint: string, gone: AbortSignal): Promise<void>;
}

/** An upstream on loopback that speaks OpenAI's streamed chat completions as a script says. */
export async function openScriptedUpstream(): Promise<ScriptedUpstream> {
  const scripts = new Map<string, Script[]>();
  const calls: UpstreamCall[] = [];
  const gates = openGates();
  const server = createServer((request, response) => {
    serve({ request, response, scripts, calls, gates }).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    script: (name, ...queue) => scripts.set(name, [...queue]),
    calls: (name) => calls.filter((call) => name === undefined || call.name === name),
    release: gates.release,
    reached: gates.reached,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly scripts: Map<string, Script[]>;
  readonly calls: UpstreamCall[];
  readonly gates: Gates;
}

async function serve(visit: Visit): Promise<void> {
  const { request, response, scripts, calls, gates } = visit;
  const body = parseOrNull((await readAll(request)).toString("utf8"));
  const model = String(at(body, "model"));
  const name = promptName(body, scripts) ?? model;
  const call: UpstreamCall = {
    name,
    model,
    body,
    headers: request.headers,
    arrivedAt: Date.now(),
    chunksWritten: 0,
    textWritten: "",
    closedAt: null,
    endedAt: null,
  };
  calls.push(call);
  await playScript({ call, script: takeScript(scripts, name), response, gates });
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The name in the last message that says `script:NAME`. */
function promptName(body: unknown, scripts: ReadonlyMap<string, Script[]>): string | null {
  const messages = at(body, "messages") ?? at(body, "contents");
  const found = [...JSON.stringify(messages ?? "").matchAll(/script:([\w.-]+)/g)];
  const name = found.at(-1)?.[1] ?? null;
  return name !== null && scripts.has(name) ? name : null;
}

function takeScript(scripts: ReadonlyMap<string, Script[]>, name: string): Script {
  const queue = scripts.get(name) ?? [];
  const next = queue.length > 1 ? queue.shift() : queue[0];
  return next ?? answer(["Hello", " there"]);
}

function openGates() {
  const released = new Set<string>();
  const arrivals = new Map<string, number>();
  return {
    release: (checkpoint: string): void => {
      released.add(checkpoint);
    },
    async pass(checkpoint: string, gone: AbortSignal): Promise<void> {
      arrivals.set(checkpoint, (arrivals.get(checkpoint) ?? 0) + 1);
      await until(() => released.has(checkpoint) || gone.aborted, `release of ${checkpoint}`);
    },
    async reached(checkpoint: string, times = 1): Promise<void> {
      await until(() => (arrivals.get(checkpoint) ?? 0) >= times, `arrival at ${checkpoint}`);
    },
  };
}

/** Waits for a fact, at most a minute. */
export async function until(fact: () => boolean, what: string, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!fact()) {
    assert(Date.now() < deadline, `waited ${withinMs} ms for ${what}`);
    await delay(2);
  }
}
