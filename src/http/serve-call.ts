import type { FastifyReply, FastifyRequest } from "fastify";
import type { Idempotency } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { Answer } from "../flow/answer.ts";
import { completeChat } from "../flow/complete-chat.ts";
import { followAnswer } from "../flow/follow-answer.ts";
import type { Caller, Gateway } from "../flow/gateway.ts";
import { Stopper } from "../flow/stopper.ts";
import { rateHeaders } from "./dialects/answer-headers.ts";
import { hashCall } from "./dialects/call-hash.ts";
import { whenGone } from "./dialects/client.ts";
import type { Dialect, ReadCall } from "./dialects/dialect.ts";
import { type ExtraHeaders, readExtraHeaders, readHeader } from "./dialects/extra-headers.ts";
import type { Edge } from "./edge.ts";
import { findCaller } from "./find-caller.ts";
import { readBody } from "./read-body.ts";
import { recallOutput } from "./recall-output.ts";
import { answerRefusal, internalFault } from "./refusals.ts";

/** A request and the reply to it. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Serves one call to a model, in whatever dialect: the edge of the road. */
export async function serveCall(edge: Edge, exchange: Exchange, dialect: Dialect): Promise<void> {
  const { gateway } = edge;
  const { request, reply } = exchange;
  const telling = { write: dialect.writeError };
  // The answer is written to its connection directly: a stream's bytes, or one body.
  reply.hijack();
  const arrivedAtMs = gateway.clock.monotonicMs();
  const caller = await findCaller(edge, request);
  if (isRefusal(caller)) return answerRefusal(reply.raw, caller, telling);

  const body = await readBody(request.raw, edge.bodies);
  if (isRefusal(body)) return answerRefusal(reply.raw, body, telling);
  try {
    const headers = readExtraHeaders(request);
    const read = await dialect.read(body.body, headers, recallOutput(edge, caller));
    if (isRefusal(read)) return answerRefusal(reply.raw, read, telling);
    const hashed = { caller, body: body.body, headers, dialect };
    const idempotency = readIdempotency(edge, request, hashed);
    if (idempotency !== null && isRefusal(idempotency)) {
      return answerRefusal(reply.raw, idempotency, telling);
    }
    const { takeRoom } = body;
    await carryOut(edge, reply, { caller, dialect, read, idempotency, takeRoom, arrivedAtMs });
  } catch (error) {
    answerFault(edge, reply, { error, dialect });
  } finally {
    body.release();
  }
}

interface Order {
  readonly caller: Caller;
  readonly dialect: Dialect;
  readonly read: ReadCall;
  readonly idempotency: Idempotency | null;
  readonly takeRoom: (bytes: number) => boolean;
  readonly arrivedAtMs: number;
}

async function carryOut(edge: Edge, reply: FastifyReply, order: Order): Promise<void> {
  const { gateway, outputs } = edge;
  const { caller, dialect, read } = order;
  const { chat } = read;
  const client = { response: reply.raw, clock: gateway.clock };
  const reader = read.openReader(client);
  const stopper = new Stopper();
  const answer = new Answer({ kept: chat.store, stopper, clock: gateway.clock, outputs });
  answer.attach(reader, 0);
  let leave = (): void => answer.detach(reader);
  whenGone(client, () => leave());

  const outcome = await completeChat(gateway, { ...order, chat, output: answer, stopper });
  const write = read.writeError ?? dialect.writeError;
  if (isRefusal(outcome)) {
    edge.metrics.refused(outcome.refused);
    const headers = limitHeaders(gateway, caller, outcome);
    answerRefusal(reply.raw, outcome, { write, headers });
    return;
  }
  if (!("joined" in outcome)) return edge.metrics.ended(outcome.hold);
  const following = { caller, hold: outcome.joined, reader, after: 0 };
  const followed = await followAnswer(gateway, outputs, following);
  if (isRefusal(followed)) return answerRefusal(reply.raw, followed, { write });
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

interface Fault {
  readonly error: unknown;
  readonly dialect: Dialect;
}

/** A fault before the first byte is told; after it the connection breaks: nothing looks whole. */
function answerFault(edge: Edge, reply: FastifyReply, { error, dialect }: Fault): void {
  edge.metrics.failed();
  edge.gateway.log.error({ error: String(error) }, "a call could not be served");
  if (reply.raw.headersSent) reply.raw.destroy();
  else answerRefusal(reply.raw, internalFault(), { write: dialect.writeError });
}

interface Hashed {
  readonly caller: Caller;
  readonly body: Buffer;
  readonly headers: ExtraHeaders;
  readonly dialect: Dialect;
}

function readIdempotency(
  edge: Edge,
  request: FastifyRequest,
  { caller, body, headers, dialect }: Hashed,
): Idempotency | null | Refusal {
  const key = readHeader(request, "idempotency-key");
  if (key === undefined) return null;
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    return refuse("invalid_request", "Idempotency-Key must be 1 to 255 printable characters.");
  }
  const { clientRequestId: _name, ...rest } = headers;
  const { projectId } = caller.key;
  const { path, slicing } = dialect;
  const hash = hashCall({ projectId, path, body, slicing, headers: rest });
  return { key, hash, expiresAt: edge.gateway.clock.now() + limits.idempotencyMs };
}
