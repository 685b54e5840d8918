import type { FastifyInstance } from "fastify";
import { isRefusal } from "../../core/refusal.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { queryReader } from "../query-reader.ts";
import { sendRefusal } from "../refusals.ts";
import { showStatements, statementsQuery } from "../schemas/statements.ts";
import { sendStatement } from "../send-statement.ts";

const readQuery = queryReader(statementsQuery);

/** The statements of a caller's own account. */
export function statements(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.get("/v1/statements", { schema: showStatements }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const query = readQuery(request.query);
    if (isRefusal(query)) return sendRefusal(reply, query);
    const { account } = caller;
    return await sendStatement(request, reply, { source: gateway, account, query });
  });
}
