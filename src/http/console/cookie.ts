import type { FastifyReply, FastifyRequest } from "fastify";
import { limits } from "../../core/limits.ts";

const name = "farebox_session";

/** The session that a browser sends; empty where it sends none. */
export function readSessionCookie(request: FastifyRequest): string {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=");
    if (key === name && value !== undefined) return value;
  }
  return "";
}

/** No script reads it, and no other site's page makes the browser send it. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): void {
  const seconds = Math.floor(limits.consoleSessionMs / 1000);
  reply.header("set-cookie", write(request, token, seconds));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.header("set-cookie", write(request, "", 0));
}

function write(request: FastifyRequest, token: string, seconds: number): string {
  const parts = [`${name}=${token}`, "Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${seconds}`];
  // Behind a proxy that speaks TLS the browser must never send it without.
  if (request.headers["x-forwarded-proto"] === "https") parts.push("Secure");
  return parts.join("; ");
}
