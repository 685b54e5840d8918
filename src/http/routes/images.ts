import type { FastifyInstance } from "fastify";
import { imagesDialect } from "../dialects/images/dialect.ts";
import type { Edge } from "../edge.ts";
import { generateImage } from "../schemas/images/call.ts";
import { serveCall } from "../serve-call.ts";

/** `POST /v1/images/generations`. */
export function images(app: FastifyInstance, edge: Edge): void {
  const dialect = imagesDialect(edge.gateway.catalogue);
  app.post(dialect.path, { schema: generateImage }, (request, reply) =>
    serveCall(edge, { request, reply }, dialect),
  );
}
