import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ChatRequest } from "../../core/chat/request.ts";
import type { Idempotency } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";
import { isRefusal, type Refusal, refuse } from "../../core/refusal.ts";
import { Answer } from "../../flow/answer.ts";
import { authenticate } from "../../flow/authenticate.ts";
import { completeChat } from "../../flow/complete-chat.ts";
import { followAnswer } from "../../flow/follow-answer.ts";
import type { Caller, Gateway } from "../../flow/gateway.ts";
import { Stopper } from "../../flow/stopper.ts";
import { rateHeaders } from "../dialects/answer-headers.ts";
import { hashCall } from "../dialects/call-hash.ts";
import { whenGone } from "../dialects/client.ts";
import { readExtraHeaders, readHeader } from "../dialects/extra-headers.ts";
import { type ExtraHeaders, readChat } from "../dialects/read-chat.ts";
import { StreamReader } from "../dialects/stream-reader.ts";
import { WholeReader } from "../dialects/whole-reader.ts";
import type { Edge } from "../edge.ts";
import { readBody } from "../read-body.ts";
import { answerRefusal } from "../refusals.ts";
import { completeCall } from "../schemas/chat-completions.ts";

const path = "/v1/chat/completions";

/** `POST /v1/chat/completions`: the edge of the road. */
export function chatCompletions(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.post(path, { schema: completeCall }, async (request, reply) => {
    // The answer is written to its connection directly: a stream's bytes, or one body.
    reply.hijack();
    const arrivedAtMs = gateway.clock.monotonicMs();
    const caller = await authenticate(gateway, request.headers.authorization);
    if (isRefusal(caller)) return answerRefusal(reply.raw, caller);

    const read = await readBody(request.raw, edge.bodies);
    if (isRefusal(read)) return answerRefusal(reply.raw, read);
    try {
      const headers = readExtraHeaders(request);
      const chat = readChat(read.body, headers);
      if (isRefusal(chat)) return answerRefusal(reply.raw, chat);
      const idempotency = readIdempotency(edge, request, { caller, body: read.body, headers });
      if (idempotency !== null && isRefusal(idempotency)) {
        return answerRefusal(reply.raw, idempotency);
      }
      const { takeRoom } = read;
      await serveChat(edge, reply, { caller, chat, idempotency, takeRoom, arrivedAtMs });
    } catch (error) {
      answerFault(edge, reply, error);
    } finally {
      read.release();
    }
  });
}

interface ReadCall {
  readonly caller: Caller;
  readonly chat: ChatRequest;
  readonly idempotency: Idempotency | null;
  readonly takeRoom: (bytes: number) => boolean;
  readonly arrivedAtMs: number;
}

async function serveChat(edge: Edge, reply: FastifyReply, call: ReadCall): Promise<void> {
  const { gateway, outputs } = edge;
  const { caller, chat } = call;
  const client = { response: reply.raw, clock: gateway.clock };
  const reader = chat.stream ? new StreamReader(client, chat) : new WholeReader(client);
  const stopper = new Stopper();
  const answer = new Answer({ kept: chat.store, stopper, clock: gateway.clock, outputs });
  answer.attach(reader, 0);
  let leave = (): void => answer.detach(reader);
  whenGone(client, () => leave());

  const outcome = await completeChat(gateway, { ...call, output: answer, stopper });
  if (isRefusal(outcome)) {
    edge.metrics.refused(outcome.refused);
    answerRefusal(reply.raw, outcome, limitHeaders(gateway, caller, outcome));
    return;
  }
  if (!("joined" in outcome)) return edge.metrics.ended(outcome.hold);
  const following = { caller, hold: outcome.joined, reader, after: 0 };
  const followed = await followAnswer(gateway, outputs, following);
  if (isRefusal(followed)) return answerRefusal(reply.raw, followed);
  leave = followed.leave;
  if (reply.raw.destroyed) leave();
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
  edge.metrics.failed();
  edge.gateway.log.error({ error: String(error) }, "a call could not be served");
  if (reply.raw.headersSent) reply.raw.destroy();
  else answerRefusal(reply.raw, internalFault());
}

export function internalFault(): Refusal {
  return refuse("internal_error", "The gateway met a fault of its own; the call was not served.");
}

function readIdempotency(
  edge: Edge,
  request: FastifyRequest,
  call: { readonly caller: Caller; readonly body: Buffer; readonly headers: ExtraHeaders },
): Idempotency | null | Refusal {
  const key = readHeader(request, "idempotency-key");
  if (key === undefined) return null;
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    return refuse("invalid_request", "Idempotency-Key must be 1 to 255 printable characters.");
  }
  const { clientRequestId: _name, ...headers } = call.headers;
  const { projectId } = call.caller.key;
  const hash = hashCall({ projectId, path, body: call.body, headers: { ...headers } });
  return { key, hash, expiresAt: edge.gateway.clock.now() + limits.idempotencyMs };
}
