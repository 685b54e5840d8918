import type { FastifyInstance } from "fastify";
import { isRefusal } from "../../core/refusal.ts";
import { authenticate } from "../../flow/authenticate.ts";
import { cancelChat, findCall } from "../../flow/cancel-chat.ts";
import { writeFinalState, writeRecord } from "../dialects/write-record.ts";
import type { Edge } from "../edge.ts";
import { sendRefusal } from "../refusals.ts";
import { sendJson } from "../send-json.ts";

interface CallPath {
  Params: { id: string };
}

/** A call's record, and its cancellation; `{id}` may be the caller's own name for the call. */
export function calls(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.get<CallPath>("/v1/chat/completions/:id", async (request, reply) => {
    const caller = await authenticate(gateway, request.headers.authorization);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const hold = await findCall(gateway, caller, request.params.id);
    if (isRefusal(hold)) return sendRefusal(reply, hold);
    const running = gateway.running.find(caller.account.id, hold.order.id);
    return sendJson(reply, writeRecord(hold, running?.usage() ?? null));
  });

  app.post<CallPath>("/v1/chat/completions/:id/cancel", async (request, reply) => {
    const caller = await authenticate(gateway, request.headers.authorization);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const hold = await cancelChat(gateway, caller, request.params.id);
    if (isRefusal(hold)) return sendRefusal(reply, hold);
    return sendJson(reply, writeFinalState(hold));
  });
}
