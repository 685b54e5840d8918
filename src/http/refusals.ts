import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import { isRepeatable, type Refusal, refusals, refuse } from "../core/refusal.ts";
import { type WriteError, writeError } from "./dialects/write-error.ts";

export interface RefusalContext {
  /** True where something was charged: repeating it would be charged again. */
  readonly charged: boolean;
}

/**
 * The headers that tell a client whether to try again. Official SDKs repeat 408, 409, 429 and 5xx
 * by themselves unless `x-should-retry` says no.
 */
export function refusalHeaders(refusal: Refusal, context: RefusalContext): Record<string, string> {
  const headers: Record<string, string> = {};
  if (refusal.retryAfterSeconds !== null) {
    headers["retry-after"] = String(refusal.retryAfterSeconds);
  }
  if (context.charged || !isRepeatable(refusal)) {
    headers["x-should-retry"] = "false";
  }
  return headers;
}

/** Answers a refusal; in OpenAI's shape, unless the caller speaks another dialect. */
export function sendRefusal(
  reply: FastifyReply,
  refusal: Refusal,
  write: WriteError = writeError,
): FastifyReply {
  return reply
    .code(refusals[refusal.refused].status)
    .headers(refusalHeaders(refusal, { charged: false }))
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(write(refusal, null)));
}

export interface RefusalTelling {
  readonly write?: WriteError;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The same past the framework, where an answer is written straight to its connection. */
export function answerRefusal(
  response: ServerResponse,
  refusal: Refusal,
  { write = writeError, headers = {} }: RefusalTelling = {},
): void {
  if (response.destroyed || response.headersSent) return;
  const body = JSON.stringify(write(refusal, null));
  response.writeHead(refusals[refusal.refused].status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    ...refusalHeaders(refusal, { charged: false }),
    ...headers,
  });
  response.end(body);
}

export function internalFault(): Refusal {
  return refuse("internal_error", "The gateway met a fault of its own; the call was not served.");
}
