import type { FastifyRequest } from "fastify";
import { readHeader } from "./dialects/extra-headers.ts";

/**
 * The caller's key as `Authorization` would say it: the other dialects' clients send it in headers
 * of their own, `x-api-key` or `x-goog-api-key`, or in the query of their own addresses.
 */
export function readAuthorization(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authorization;
  const key =
    readHeader(request, "x-api-key") ??
    readHeader(request, "x-goog-api-key") ??
    readQueryKey(request.url);
  return key === undefined ? undefined : `Bearer ${key}`;
}

/** Addresses end up in logs: a key is looked for in those alone whose clients put it there. */
function readQueryKey(url: string): string | undefined {
  const [path = "", query = ""] = url.split("?", 2);
  if (!/^\/v1(beta)?\/models(\/|$)/.test(path)) return undefined;
  return new URLSearchParams(query).get("key") ?? undefined;
}
