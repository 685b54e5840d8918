import type { IncomingMessage, ServerResponse } from "node:http";
import { bounds } from "./bounds.ts";
import { type Rejection, reject } from "./request.ts";

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Bytes of bodies that are being read or served, all calls together. */
export interface BodyRoom {
  bytes: number;
}

/** Answers with JSON and ends. */
export function sendJson(
  { response }: Exchange,
  status: number,
  terms: { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> },
): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(terms.body));
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes.length,
    ...terms.headers,
  });
  response.end(bytes);
}

/** Reads a body as JSON, within its bounds; null where the client left before its end. */
export async function readJson(
  exchange: Exchange,
  room: BodyRoom,
): Promise<{ readonly json: unknown } | Rejection | null> {
  const bytes = await readBody(exchange, room);
  if (bytes === null || "rejected" in bytes) return bytes;
  try {
    const json: unknown = JSON.parse(bytes.toString("utf8"));
    return { json };
  } catch {
    return reject("The body is not valid JSON.");
  }
}

async function readBody(
  { request, response }: Exchange,
  room: BodyRoom,
): Promise<Buffer | Rejection | null> {
  const slices: Buffer[] = [];
  let taken = 0;
  const announced = Number(request.headers["content-length"] ?? 0);
  // The connection ends with the answer: what is still coming in is not worth reading.
  if (announced > bounds.bodyBytesMax) return tooLarge(response);
  try {
    for await (const slice of request) {
      if (!Buffer.isBuffer(slice)) continue;
      taken += slice.length;
      room.bytes += slice.length;
      if (taken > bounds.bodyBytesMax) return tooLarge(response);
      if (room.bytes > bounds.bodiesBytesMax) {
        response.setHeader("connection", "close");
        return reject("Too many bodies are being read.", { status: 503, type: "server_error" });
      }
      slices.push(slice);
    }
    return Buffer.concat(slices);
  } catch {
    return null;
  } finally {
    room.bytes -= taken;
  }
}

function tooLarge(response: ServerResponse): Rejection {
  response.setHeader("connection", "close");
  return reject(`The body is larger than ${bounds.bodyBytesMax} bytes.`, { status: 413 });
}
