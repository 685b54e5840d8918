import type { Socket } from "node:net";
import { refusals, refuse } from "../core/refusal.ts";
import { writeError } from "./dialects/write-error.ts";
import { refusalHeaders } from "./refusals.ts";

/**
 * Answers bytes that are no HTTP request, or one that took too long, in the shape of every other
 * refusal, and closes the connection. Where nobody can read it any more, it just closes.
 */
export function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  // Bytes sent so far may be part of an answer, which a second one would garble.
  if (error.code === "ECONNRESET" || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy(error);
    return;
  }
  const refusal = refuse("invalid_request", sentences.get(error.code ?? "") ?? noHttp);
  const body = JSON.stringify(writeError(refusal));
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
    ...refusalHeaders(refusal, { charged: false }),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${refusals[refusal.refused].status} Bad Request`;
  socket.end(`${[status, ...lines].join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

const noHttp = "This is no HTTP request that can be read.";
const sentences: ReadonlyMap<string, string> = new Map([
  ["HPE_HEADER_OVERFLOW", "The request's headers are too large."],
  ["ERR_HTTP_REQUEST_TIMEOUT", "The request took too long to arrive."],
]);
