import { Agent, type IncomingMessage, request as startRequest } from "node:http";
import { at, parseOrNull } from "./json.ts";

/** A raw HTTP client, so that tests see bytes, sockets and moments, and nothing is retried. */
export interface HttpCall {
  readonly url: string;
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string or buffer goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  /** The connection pool; a shared one, keeping connections alive, where none is given. */
  readonly agent?: Agent | false;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** The parsed body, or null where it is not JSON. */
  readonly json: unknown;
  /** `error.code`, where the body is an error in OpenAI's shape. */
  readonly code: unknown;
}

const shared = new Agent({ keepAlive: true, maxSockets: 512 });

/** Sends one call and reads the whole answer; rejects only where the connection fails. */
export function send(call: HttpCall): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = open(call);
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      readText(response).then((text) => {
        const json = parseOrNull(text);
        const status = response.statusCode ?? 0;
        resolve({ status, headers: response.headers, text, json, code: at(json, "error.code") });
      }, reject);
    });
  });
}

/** Starts a call and hands out the request, so that its socket can be destroyed. */
export function open(call: HttpCall) {
  const body = encode(call.body);
  const headers: Record<string, string> = { ...call.headers };
  if (call.token !== undefined && call.token !== null) {
    headers["authorization"] = `Bearer ${call.token}`;
  }
  if (body !== null) {
    headers["content-type"] ??= "application/json";
    headers["content-length"] ??= String(body.length);
  }
  const outgoing = startRequest(call.url, {
    method: call.method ?? (body === null ? "GET" : "POST"),
    headers,
    agent: call.agent ?? shared,
  });
  outgoing.end(body ?? undefined);
  return outgoing;
}

function encode(body: unknown): Buffer | null {
  if (body === undefined) return null;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

async function readText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}
