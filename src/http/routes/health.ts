import type { FastifyInstance } from "fastify";
import type { Edge } from "../edge.ts";
import { showLife, showReadiness } from "../schemas/operation.ts";
import { sendJson } from "../send-json.ts";

/** For those who watch over the process: is it alive, and should it be sent calls. */
export function health(app: FastifyInstance, edge: Edge): void {
  app.get("/livez", { schema: showLife }, (_request, reply) =>
    sendJson(reply, { status: "alive" }),
  );

  app.get("/readyz", { schema: showReadiness }, (_request, reply) => {
    const { draining, size } = edge.gateway.running;
    const body = { status: draining ? "draining" : "ready", running: size };
    return sendJson(reply, body, draining ? 503 : 200);
  });
}
