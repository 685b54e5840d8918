import type { FastifyRequest } from "fastify";

/** Extras of a request that may come as headers too; a body field wins over its header. */
export interface ExtraHeaders {
  readonly sessionId: string | undefined;
  readonly maxCost: string | undefined;
  readonly onDisconnect: string | undefined;
  readonly clientRequestId: string | undefined;
}

/** Extras of a call as its headers give them, unchecked. */
export function readExtraHeaders(request: FastifyRequest): ExtraHeaders {
  return {
    sessionId: readHeader(request, "x-session-id"),
    maxCost: readHeader(request, "x-farebox-max-cost"),
    onDisconnect: readHeader(request, "x-farebox-on-disconnect"),
    clientRequestId: readHeader(request, "x-client-request-id"),
  };
}

export function readHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
