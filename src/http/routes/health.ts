import type { FastifyInstance } from "fastify";
import type { Edge } from "../edge.ts";
import { showLife, showMetrics, showReadiness } from "../schemas/operation.ts";
import { sendJson } from "../send-json.ts";

/** For those who watch over the process: is it alive, should it be sent calls, how does it do. */
export function health(app: FastifyInstance, edge: Edge): void {
  app.get("/livez", { schema: showLife }, (_request, reply) =>
    sendJson(reply, { status: "alive" }),
  );

  app.get("/readyz", { schema: showReadiness }, (_request, reply) => {
    const { draining, size } = edge.gateway.running;
    const body = { status: draining ? "draining" : "ready", running: size };
    return sendJson(reply, body, draining ? 503 : 200);
  });

  app.get("/metrics", { schema: showMetrics }, async (_request, reply) =>
    reply.type(edge.metrics.contentType).send(await edge.metrics.show()),
  );
}
