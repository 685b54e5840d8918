import type { FastifyInstance } from "fastify";
import type { Edge } from "../edge.ts";
import type { RegisteredRoute } from "../openapi/collect-routes.ts";
import { writeDocument } from "../openapi/write-document.ts";
import { showDocument } from "../schemas/operation.ts";

/** What the gateway says of itself, to programs; `routes` fills while endpoints register. */
export function reference(
  app: FastifyInstance,
  edge: Edge,
  routes: readonly RegisteredRoute[],
): void {
  let document: string | null = null;

  app.get("/openapi.json", { schema: showDocument }, (_request, reply) => {
    document ??= JSON.stringify(writeDocument(routes, edge.version));
    return reply.type("application/json; charset=utf-8").send(document);
  });
}
