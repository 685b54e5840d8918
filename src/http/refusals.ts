import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import { isRepeatable, type Refusal, refusals } from "../core/refusal.ts";

/** A refusal in OpenAI's shape. */
export function writeError(refusal: Refusal): Record<string, unknown> {
  return {
    error: {
      message: refusal.message,
      type: refusals[refusal.refused].type,
      param: refusal.param,
      code: refusal.refused,
      ...(refusal.metadata === null ? {} : { metadata: refusal.metadata }),
    },
  };
}

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

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply
    .code(refusals[refusal.refused].status)
    .headers(refusalHeaders(refusal, { charged: false }))
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(writeError(refusal)));
}

/** The same past the framework, where an answer is written straight to its connection. */
export function answerRefusal(
  response: ServerResponse,
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed || response.headersSent) return;
  const body = JSON.stringify(writeError(refusal));
  response.writeHead(refusals[refusal.refused].status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    ...refusalHeaders(refusal, { charged: false }),
    ...headers,
  });
  response.end(body);
}
