import type { FastifyInstance } from "fastify";
import { createOperator, removeOperator } from "../../../admin/operators.ts";
import type { Operator } from "../../../core/access/operator.ts";
import { isRefusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readPage, sendPage } from "../../page.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  deleteOperator,
  listOperators,
  makeOperator,
  type OperatorBody,
  showOperator,
} from "../../schemas/admin/operators.ts";
import type { PageQuery } from "../../schemas/admin.ts";
import { sendJson } from "../../send-json.ts";
import { writeInstant } from "../../write-access.ts";

interface OperatorPath {
  Params: { id: string };
}

/** Who may use the admin API, and in which role. */
export function adminOperators(app: FastifyInstance, edge: Edge): void {
  const { office } = edge;
  const { operators } = office.store;

  app.post<{ Body: OperatorBody }>(
    "/admin/v1/operators",
    { schema: makeOperator },
    async (request, reply) => {
      const { operator, token } = await createOperator(office, request.body);
      return sendJson(reply, { ...writeOperator(operator), token }, 201);
    },
  );

  app.get<{ Querystring: PageQuery }>(
    "/admin/v1/operators",
    { schema: listOperators },
    async (request, reply) => {
      const page = readPage(request.query);
      const found = await operators.list(page.after, page.limit);
      return sendPage(reply, page, found.map(writeOperator));
    },
  );

  app.get<OperatorPath>(
    "/admin/v1/operators/:id",
    { schema: showOperator },
    async (request, reply) => {
      const id = request.params.id === "me" ? request.acting?.id : request.params.id;
      const operator = await operators.find(id ?? "");
      if (operator !== null) return sendJson(reply, writeOperator(operator));
      // The admin token's owner is on no list.
      if (request.acting !== null && request.acting.id === id) {
        const { name, role } = request.acting;
        return sendJson(reply, { id, name, role, hint: null, created_at: null });
      }
      return sendRefusal(reply, refuse("not_found", `There is no operator ${id}.`));
    },
  );

  app.delete<OperatorPath>(
    "/admin/v1/operators/:id",
    { schema: deleteOperator },
    async (request, reply) => {
      const operator = await removeOperator(office, request.params.id);
      if (isRefusal(operator)) return sendRefusal(reply, operator);
      return sendJson(reply, { id: operator.id, deleted: true });
    },
  );
}

/** An operator without the token, which nobody keeps. */
function writeOperator(operator: Operator): Record<string, unknown> {
  const { id, name, role, hint, createdAt } = operator;
  return { id, name, role, hint: `…${hint}`, created_at: writeInstant(createdAt) };
}
