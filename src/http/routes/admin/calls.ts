import type { FastifyInstance } from "fastify";
import type { Acting } from "../../../core/access/console-session.ts";
import type { Hold } from "../../../core/ledger/types.ts";
import { isRefusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readPage, sendPage } from "../../page.ts";
import { readRange } from "../../read-range.ts";
import { sendRefusal } from "../../refusals.ts";
import { type CallsQuery, listCalls, showCallOfAccount } from "../../schemas/admin/reports.ts";
import { sendJson } from "../../send-json.ts";
import { writeCall } from "../../write-call.ts";

/** Records of calls, as those see them who run the gateway. */
export function adminCalls(app: FastifyInstance, edge: Edge): void {
  const { reports, ledger } = edge.office.store;
  const show = (hold: Hold, acting: Acting | null): Record<string, unknown> => {
    const { accountId, id } = hold.order;
    const counted = edge.gateway.running.find(accountId, id)?.usage() ?? null;
    return writeCall(hold, counted, acting?.kind === "operator");
  };

  app.get<{ Querystring: CallsQuery }>(
    "/admin/v1/calls",
    { schema: listCalls },
    async (request, reply) => {
      const { query } = request;
      const range = readRange(query);
      if (isRefusal(range)) return sendRefusal(reply, range);
      const page = readPage(query);
      const holds = await reports.calls({
        accountId: query.account_id ?? null,
        projectId: query.project_id ?? null,
        keyId: query.key_id ?? null,
        sessionId: query.session_id ?? null,
        model: query.model ?? null,
        status: query.status ?? null,
        from: range.from,
        to: range.end,
        page,
      });
      return sendPage(
        reply,
        page,
        holds.map((hold) => show(hold, request.acting)),
      );
    },
  );

  app.get<{ Params: { id: string } }>(
    "/admin/v1/calls/:id",
    { schema: showCallOfAccount },
    async (request, reply) => {
      const hold = await ledger.hold(request.params.id);
      if (hold !== null) return sendJson(reply, show(hold, request.acting));
      return sendRefusal(reply, refuse("not_found", `There is no call ${request.params.id}.`));
    },
  );
}
