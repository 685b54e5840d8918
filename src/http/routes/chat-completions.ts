import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isRefusal, type Refusal, refuse } from "../../core/refusal.ts";
import { authenticate } from "../../flow/authenticate.ts";
import { completeChat } from "../../flow/complete-chat.ts";
import type { Caller, Gateway } from "../../flow/gateway.ts";
import { Stopper } from "../../flow/stopper.ts";
import { rateHeaders } from "../dialects/answer-headers.ts";
import { watchClient } from "../dialects/client.ts";
import { CollectOutput } from "../dialects/collect-output.ts";
import { type ExtraHeaders, readChat } from "../dialects/read-chat.ts";
import { StreamOutput } from "../dialects/stream-output.ts";
import type { Edge } from "../edge.ts";
import { BodyBudget, readBody } from "../read-body.ts";
import { answerRefusal } from "../refusals.ts";

/** `POST /v1/chat/completions`: the edge of the road. */
export function chatCompletions(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;
  const { bodyBytesMax, bodiesInFlightBytesMax } = gateway.settings;
  const bounds = { bytesMax: bodyBytesMax, budget: new BodyBudget(bodiesInFlightBytesMax) };

  app.post("/v1/chat/completions", async (request, reply) => {
    // The answer is written to its connection directly: a stream's bytes, or one body.
    reply.hijack();
    const arrivedAtMs = gateway.clock.monotonicMs();
    const caller = await authenticate(gateway, request.headers.authorization);
    if (isRefusal(caller)) return answerRefusal(reply.raw, caller);

    const read = await readBody(request.raw, bounds);
    if (isRefusal(read)) return answerRefusal(reply.raw, read);
    try {
      const chat = readChat(read.body, extraHeaders(request));
      if (isRefusal(chat)) return answerRefusal(reply.raw, chat);

      const client = { response: reply.raw, stopper: new Stopper(), clock: gateway.clock };
      watchClient(client);
      const output = chat.stream
        ? new StreamOutput({ client, includeUsage: chat.includeUsage })
        : new CollectOutput(client);
      const { stopper } = client;
      const outcome = await completeChat(gateway, { caller, chat, output, stopper, arrivedAtMs });
      if (isRefusal(outcome))
        answerRefusal(reply.raw, outcome, limitHeaders(gateway, caller, outcome));
    } catch (error) {
      answerFault(edge, reply, error);
    } finally {
      read.release();
    }
  });
}

/** Who is over a limit is told how it stands. */
function limitHeaders(
  gateway: Gateway,
  { account }: Caller,
  refusal: Refusal,
): Record<string, string> {
  if (refusal.refused !== "rate_limit_exceeded") return {};
  return rateHeaders(gateway.rateLimits.standing(account, gateway.clock.now()));
}

/** A fault before the first byte is told; after it the connection breaks: nothing looks whole. */
function answerFault(edge: Edge, reply: FastifyReply, error: unknown): void {
  edge.gateway.log.error({ error: String(error) }, "a call could not be served");
  if (reply.raw.headersSent) reply.raw.destroy();
  else answerRefusal(reply.raw, internalFault());
}

export function internalFault(): Refusal {
  return refuse("internal_error", "The gateway met a fault of its own; the call was not served.");
}

function extraHeaders(request: FastifyRequest): ExtraHeaders {
  return {
    sessionId: header(request, "x-session-id"),
    maxCost: header(request, "x-farebox-max-cost"),
    onDisconnect: header(request, "x-farebox-on-disconnect"),
    clientRequestId: header(request, "x-client-request-id"),
  };
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
