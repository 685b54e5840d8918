import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { readShippedWorkloads } from "../../../admin/load-workload.ts";
import type { Account } from "../../../core/access/account.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import { answerPlan, readPlanOf } from "../../answer-plan.ts";
import type { Edge } from "../../edge.ts";
import { sendRefusal } from "../../refusals.ts";
import { createPlanOfAccount, listWorkloads, type PlanQuery } from "../../schemas/admin/plans.ts";
import { sendJson } from "../../send-json.ts";

const folder = fileURLToPath(new URL("../../../../data/workloads", import.meta.url));

/** Plans for those who have no key at hand, and the workloads that ship. */
export function adminPlans(app: FastifyInstance, edge: Edge): void {
  const shipped = readShippedWorkloads(folder);

  app.get("/admin/v1/workloads", { schema: listWorkloads }, async (_request, reply) =>
    sendJson(reply, { data: shipped, next: null }),
  );

  app.post<{ Querystring: PlanQuery }>(
    "/admin/v1/plan",
    { schema: createPlanOfAccount },
    async (request, reply) => {
      const account = await findBuyer(edge, request, request.query.account_id ?? null);
      if (account !== null && isRefusal(account)) return sendRefusal(reply, account);
      const question = readPlanOf(edge.gateway, request.body);
      if (isRefusal(question)) return sendRefusal(reply, question);
      return await answerPlan(edge, reply, { account, key: null, question });
    },
  );
}

/** A member's own account; for operators the one that they name, or none. */
async function findBuyer(
  { office }: Edge,
  { acting }: FastifyRequest,
  named: string | null,
): Promise<Account | Refusal | null> {
  const own = acting?.accountId ?? null;
  const id = named ?? own;
  if (id === null) return null;
  const account = own !== null && id !== own ? null : await office.store.directory.account(id);
  return account ?? refuse("not_found", `There is no account ${id}.`, { param: "account_id" });
}
