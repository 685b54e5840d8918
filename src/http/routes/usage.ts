import type { FastifyInstance } from "fastify";
import { isRefusal } from "../../core/refusal.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { queryReader } from "../query-reader.ts";
import { sendRefusal } from "../refusals.ts";
import { showUsage, usageQuery } from "../schemas/usage-report.ts";
import { sendUsage } from "../send-usage.ts";

const readQuery = queryReader(usageQuery);

/** What the calls of a caller's own account used and cost. */
export function usage(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.get("/v1/usage", { schema: showUsage }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const asked = readQuery(request.query);
    if (isRefusal(asked)) return sendRefusal(reply, asked);
    const accountId = caller.account.id;
    const question = { world: gateway, accountId, forOperators: false, asked };
    return await sendUsage(request, reply, question);
  });
}
