import type { FastifyInstance, FastifyReply } from "fastify";
import { readErrorChunk } from "../../core/chat/error-chunk.ts";
import type { Hold } from "../../core/ledger/types.ts";
import { isRefusal, type Refusal, refuse } from "../../core/refusal.ts";
import { cancelChat, findCall } from "../../flow/cancel-chat.ts";
import { followAnswer, refuseExpired } from "../../flow/follow-answer.ts";
import type { Caller } from "../../flow/gateway.ts";
import type { Preview } from "../../flow/preview-chat.ts";
import { whenGone } from "../dialects/client.ts";
import { responsesDialect } from "../dialects/responses/dialect.ts";
import { echoUnknown } from "../dialects/responses/echo.ts";
import { headlineOf, writeBegun } from "../dialects/responses/response.ts";
import { responseAgain, responseStreamVoice, writeResponse } from "../dialects/responses/voices.ts";
import { StreamReader } from "../dialects/stream-reader.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { previewCall } from "../preview-call.ts";
import { answerRefusal, sendRefusal } from "../refusals.ts";
import {
  cancelResponse,
  countResponse,
  createResponse,
  showResponse,
} from "../schemas/responses/calls.ts";
import { sendJson } from "../send-json.ts";
import { serveCall } from "../serve-call.ts";

interface ResponsePath {
  Params: { id: string };
}

interface ShownPath extends ResponsePath {
  Querystring: { stream?: string; starting_after?: string };
}

/** `POST /v1/responses`, its tokens counted before, a response again, and its cancellation. */
export function responses(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.post(responsesDialect.path, { schema: createResponse }, (request, reply) =>
    serveCall(edge, { request, reply }, responsesDialect),
  );

  app.post("/v1/responses/input_tokens", { schema: countResponse }, (request, reply) =>
    previewCall(edge, { request, reply }, { dialect: responsesDialect, write: writeInputTokens }),
  );

  app.get<ShownPath>("/v1/responses/:id", { schema: showResponse }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const hold = await findCall(gateway, caller, request.params.id);
    if (isRefusal(hold)) return sendRefusal(reply, hold);
    const { stream, starting_after: after } = request.query;
    if (stream === "true") return await followResponse(edge, reply, { caller, hold, after });

    if (hold.state === "open") return sendJson(reply, writeBegun(headlineOf(hold), echoUnknown));
    const written = await findResponse(edge, hold);
    return written === null ? sendRefusal(reply, refuseExpired(hold)) : sendJson(reply, written);
  });

  app.post<ResponsePath>(
    "/v1/responses/:id/cancel",
    { schema: cancelResponse },
    async (request, reply) => {
      const caller = await findCaller(edge, request);
      if (isRefusal(caller)) return sendRefusal(reply, caller);
      const hold = await cancelChat(gateway, caller, request.params.id);
      if (isRefusal(hold)) return sendRefusal(reply, hold);
      const ending = { hold, refusal: null, chunks: [] };
      return sendJson(
        reply,
        (await findResponse(edge, hold)) ?? writeResponse(ending, echoUnknown),
      );
    },
  );
}

function writeInputTokens({ estimate }: Preview): Record<string, unknown> {
  return { object: "response.input_tokens", input_tokens: estimate.prompt.tokens };
}

/** A response that has ended, from what is kept of it; null where that is nothing any more. */
async function findResponse(edge: Edge, hold: Hold): Promise<Record<string, unknown> | null> {
  const chunks = await edge.outputs.find(hold.order.id);
  if (chunks === null) return null;
  const last = chunks.at(-1);
  const refusal = last === undefined ? null : readErrorChunk(last);
  return writeResponse({ hold, refusal, chunks }, echoUnknown);
}

interface Followed {
  readonly caller: Caller;
  readonly hold: Hold;
  readonly after: string | undefined;
}

async function followResponse(
  edge: Edge,
  reply: FastifyReply,
  { caller, hold, after: given }: Followed,
): Promise<FastifyReply | undefined> {
  const after = readSequence(given);
  if (isRefusal(after)) return sendRefusal(reply, after);
  reply.hijack();
  const client = { response: reply.raw, clock: edge.gateway.clock };
  const reader = new StreamReader(client, responseStreamVoice(responseAgain(after.number)));
  const following = { caller, hold, reader, after: 0 };
  const followed = await followAnswer(edge.gateway, edge.outputs, following);
  if (isRefusal(followed)) {
    answerRefusal(reply.raw, followed);
    return undefined;
  }
  whenGone(client, followed.leave);
  if (reply.raw.destroyed) followed.leave();
  return undefined;
}

/** The `sequence_number` of the last event that the caller has; none is -1. */
function readSequence(given: string | undefined): { readonly number: number } | Refusal {
  if (given === undefined) return { number: -1 };
  if (/^\d{1,9}$/.test(given)) return { number: Number(given) };
  return refuse("invalid_request", "`starting_after` must be the number of an event.", {
    param: "starting_after",
  });
}
