import type { FastifyInstance } from "fastify";
import { refuseUnknownSession, settleSession } from "../../admin/settle-session.ts";
import { isRefusal } from "../../core/refusal.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { sendRefusal } from "../refusals.ts";
import { settleOwnSession, showSession } from "../schemas/statements.ts";
import { sendJson } from "../send-json.ts";
import { writeSession } from "../write-statement.ts";

interface SessionPath {
  Params: { id: string };
}

/** A caller's own sessions: calls that are settled as one line of the account's statement. */
export function sessions(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.get<SessionPath>("/v1/sessions/:id", { schema: showSession }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const { id } = request.params;
    const session = await gateway.store.reports.session(caller.account.id, id);
    if (session === null) return sendRefusal(reply, refuseUnknownSession(id));
    return sendJson(reply, writeSession(session));
  });

  app.post<SessionPath>(
    "/v1/sessions/:id/settle",
    { schema: settleOwnSession },
    async (request, reply) => {
      const caller = await findCaller(edge, request);
      if (isRefusal(caller)) return sendRefusal(reply, caller);
      const name = { accountId: caller.account.id, sessionId: request.params.id };
      const session = await settleSession(gateway, name);
      if (isRefusal(session)) return sendRefusal(reply, session);
      return sendJson(reply, writeSession(session));
    },
  );
}
