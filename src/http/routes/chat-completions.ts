import type { FastifyInstance } from "fastify";
import { chatDialect } from "../dialects/chat/dialect.ts";
import type { Edge } from "../edge.ts";
import { completeCall } from "../schemas/chat-completions.ts";
import { serveCall } from "../serve-call.ts";

/** `POST /v1/chat/completions`: the edge of the road. */
export function chatCompletions(app: FastifyInstance, edge: Edge): void {
  app.post(chatDialect.path, { schema: completeCall }, (request, reply) =>
    serveCall(edge, { request, reply }, chatDialect),
  );
}
