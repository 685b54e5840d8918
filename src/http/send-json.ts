import type { FastifyReply } from "fastify";

/** Sends a JSON body as `JSON.stringify` writes it: exact numbers stay exact. */
export function sendJson(reply: FastifyReply, body: object, status = 200): FastifyReply {
  return reply.code(status).type("application/json; charset=utf-8").send(JSON.stringify(body));
}
