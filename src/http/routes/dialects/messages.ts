import type { FastifyInstance } from "fastify";
import { countMessageTokens, createMessage } from "../../dialects/anthropic/described.ts";
import { messagesDialect } from "../../dialects/anthropic/dialect.ts";
import type { Edge } from "../../edge.ts";
import { previewCall } from "../../preview-call.ts";
import { serveCall } from "../../serve-call.ts";

/** Anthropic's Messages: calls, and the count of their prompts. */
export function messages(app: FastifyInstance, edge: Edge): void {
  app.post(messagesDialect.path, { schema: createMessage }, (request, reply) =>
    serveCall(edge, { request, reply }, messagesDialect),
  );

  app.post(
    `${messagesDialect.path}/count_tokens`,
    { schema: countMessageTokens },
    (request, reply) =>
      previewCall(
        edge,
        { request, reply },
        {
          dialect: messagesDialect,
          write: ({ estimate }) => ({ input_tokens: estimate.prompt.tokens }),
        },
      ),
  );
}
