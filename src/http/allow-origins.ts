import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { limits } from "../core/limits.ts";
import type { Origins } from "../core/settings/read-origins.ts";

/**
 * Lets web pages of these origins call the public API and read every header of its answers. Never
 * with credentials: who calls is said by a key alone. The admin API is not for other sites' pages.
 *
 * The headers are put on the connection's answer itself and at once, so that they are on whatever
 * is written to it later: streams and refusals that go past the framework too.
 */
export function allowOrigins(app: FastifyInstance, origins: Origins): void {
  if (origins.length === 0) return;
  app.addHook("onRequest", (request, reply, done) => {
    if (!request.url.startsWith("/admin/") && greet(origins, request, reply)) return;
    done();
  });
}

/** Whether the request is answered already: it was a preflight. */
function greet(origins: Origins, request: FastifyRequest, reply: FastifyReply): boolean {
  const { origin } = request.headers;
  // A cache must not give one origin's answer to another.
  if (origins !== "*") reply.raw.setHeader("vary", "origin");
  if (origin === undefined || !(origins === "*" || origins.includes(origin))) return false;

  reply.raw.setHeader("access-control-allow-origin", origins === "*" ? "*" : origin);
  reply.raw.setHeader("access-control-expose-headers", "*");
  if (request.method !== "OPTIONS") return false;
  if (request.headers["access-control-request-method"] === undefined) return false;

  reply
    .code(204)
    .headers({
      "access-control-allow-methods": "GET, POST",
      // The star stands for every header but this one, which has to be named.
      "access-control-allow-headers": "authorization, *",
      "access-control-max-age": limits.preflightSeconds,
    })
    .send();
  return true;
}
