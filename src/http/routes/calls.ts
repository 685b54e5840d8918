import type { FastifyInstance } from "fastify";
import { isRefusal, type Refusal, refuse } from "../../core/refusal.ts";
import { cancelChat, findCall } from "../../flow/cancel-chat.ts";
import { followAnswer } from "../../flow/follow-answer.ts";
import { whenGone } from "../dialects/client.ts";
import { collectChunks } from "../dialects/collect-chunks.ts";
import { StreamReader } from "../dialects/stream-reader.ts";
import { type StreamAgain, streamDialects } from "../dialects/stream-voices.ts";
import { writeFinalState, writeRecord } from "../dialects/write-record.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { answerRefusal, sendRefusal } from "../refusals.ts";
import { cancelCall, resumeCall, showCall } from "../schemas/calls.ts";
import { sendJson } from "../send-json.ts";

interface CallPath {
  Params: { id: string };
}

interface ResumePath extends CallPath {
  Querystring: { after?: string; include_usage?: string; dialect?: string };
}

/** A call's record, and its cancellation; `{id}` may be the caller's own name for the call. */
export function calls(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.get<CallPath>("/v1/chat/completions/:id", { schema: showCall }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const hold = await findCall(gateway, caller, request.params.id);
    if (isRefusal(hold)) return sendRefusal(reply, hold);
    const running = gateway.running.find(caller.account.id, hold.order.id);
    const chunks = await edge.outputs.find(hold.order.id);
    const message = chunks === null ? {} : { message: collectChunks(chunks).message };
    return sendJson(reply, { ...writeRecord(hold, running?.usage() ?? null), ...message });
  });

  app.get<ResumePath>(
    "/v1/chat/completions/:id/stream",
    { schema: resumeCall },
    async (request, reply) => {
      const caller = await findCaller(edge, request);
      if (isRefusal(caller)) return sendRefusal(reply, caller);
      const after = readAfter(request.query.after ?? request.headers["last-event-id"]);
      if (isRefusal(after)) return sendRefusal(reply, after);
      const again = readStreamAgain(request.query, after.number);
      if (isRefusal(again)) return sendRefusal(reply, again);
      const hold = await findCall(gateway, caller, request.params.id);
      if (isRefusal(hold)) return sendRefusal(reply, hold);

      reply.hijack();
      const client = { response: reply.raw, clock: gateway.clock };
      const reader = new StreamReader(client, again.voice);
      const following = { caller, hold, reader, after: again.after };
      const followed = await followAnswer(gateway, edge.outputs, following);
      if (isRefusal(followed)) return answerRefusal(reply.raw, followed);
      whenGone(client, followed.leave);
      if (reply.raw.destroyed) followed.leave();
    },
  );

  app.post<CallPath>(
    "/v1/chat/completions/:id/cancel",
    { schema: cancelCall },
    async (request, reply) => {
      const caller = await findCaller(edge, request);
      if (isRefusal(caller)) return sendRefusal(reply, caller);
      const hold = await cancelChat(gateway, caller, request.params.id);
      if (isRefusal(hold)) return sendRefusal(reply, hold);
      return sendJson(reply, writeFinalState(hold));
    },
  );
}

/** The number of the last event that the caller has; none is 0. */
function readAfter(given: string | string[] | undefined): { readonly number: number } | Refusal {
  if (given === undefined) return { number: 0 };
  const text = Array.isArray(given) ? given[0] : given;
  if (text !== undefined && /^\d{1,9}$/.test(text)) return { number: Number(text) };
  return refuse("invalid_request", "`after` must be the number of an event, from 0 on.", {
    param: "after",
  });
}

function readStreamAgain(query: ResumePath["Querystring"], after: number): StreamAgain | Refusal {
  const open = streamDialects.get(query.dialect ?? "chat");
  const includeUsage = query.include_usage === "true";
  if (open !== undefined) return open({ includeUsage, after });
  const allowed = [...streamDialects.keys()].join(", ");
  return refuse("invalid_request", `\`dialect\` must be one of ${allowed}.`, { param: "dialect" });
}
