import type { FastifyInstance } from "fastify";
import { reportDrift } from "../../../admin/report-drift.ts";
import type { Drift } from "../../../core/metering/drift.ts";
import { isRefusal } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readRange } from "../../read-range.ts";
import { sendRefusal } from "../../refusals.ts";
import { type DriftAsked, showDrift } from "../../schemas/admin/drift.ts";
import { sendJson } from "../../send-json.ts";

/** How far providers' bills lie from what was expected. */
export function adminDrift(app: FastifyInstance, edge: Edge): void {
  app.get<{ Querystring: DriftAsked }>(
    "/admin/v1/drift",
    { schema: showDrift },
    async (request, reply) => {
      const range = readRange(request.query);
      if (isRefusal(range)) return sendRefusal(reply, range);
      const { model = null } = request.query;
      const query = { model, from: range.from, to: range.end };
      const { models, callsRead, truncated } = await reportDrift(edge.office.store, query);
      return sendJson(reply, { calls_read: callsRead, truncated, data: models.map(writeDrift) });
    },
  );
}

function writeDrift(drift: Drift): Record<string, unknown> {
  return {
    model: drift.model,
    calls: drift.calls,
    median_permille: drift.medianPermille,
    p95_permille: drift.p95Permille,
    worst_permille: drift.worstPermille,
    worst_call: drift.worstCallId,
    bounded: drift.bounded,
    bound_broken: drift.boundBroken,
  };
}
