import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Operator, roleCovers, rolesCovering } from "../core/access/operator.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Edge } from "./edge.ts";
import { sendRefusal } from "./refusals.ts";

/** Who acts in a call of the admin API. */
export type Acting = Pick<Operator, "id" | "name" | "role">;

declare module "fastify" {
  interface FastifyRequest {
    /** Null until the token has been looked at. */
    operator: Acting | null;
  }
}

/** Whoever has the gateway's own admin token. */
const tokenOwner: Acting = { id: "admin-token", name: "the admin token", role: "owner" };

const readingMethods = ["GET", "HEAD"];

/**
 * The one place that decides who may call the admin API: every role may read, and a route says the
 * least role that may write (`leastRole` of its description), an owner where it says nothing.
 * Every write stands in the log with its operator, whatever came of it.
 */
export function guardAdmin(scope: FastifyInstance, edge: Edge): void {
  scope.decorateRequest("operator", null);
  scope.addHook("onRequest", async (request, reply) => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
    request.operator = await findActing(edge, token);
    if (request.operator === null) return sendRefusal(reply, refuseToken());
    const refusal = refuseRole(request.operator, request);
    if (refusal !== null) return sendRefusal(reply, refusal);
  });
  scope.addHook("onResponse", async (request, reply) => {
    if (request.operator === null || readingMethods.includes(request.method)) return;
    const { operator, method } = request;
    const path = request.url.split("?")[0];
    const { statusCode: status } = reply;
    edge.gateway.log.info({ operator: operator.id, method, path, status }, "an operator wrote");
  });
}

async function findActing(edge: Edge, token: string): Promise<Acting | null> {
  if (edge.isAdminToken(token)) return tokenOwner;
  const { store, hashSecret } = edge.office;
  return await store.operators.findByTokenHash(hashSecret(token));
}

function refuseToken(): Refusal {
  return refuse("invalid_api_key", "This call needs an operator's token as its bearer token.");
}

function refuseRole(operator: Acting, request: FastifyRequest): Refusal | null {
  if (readingMethods.includes(request.method)) return null;
  const least = request.routeOptions.schema?.described?.leastRole ?? "owner";
  if (roleCovers(operator.role, least)) return null;
  const needed = rolesCovering(least).join(" or ");
  return refuse(
    "forbidden",
    `Operator "${operator.name}" has the role ${operator.role}; this call needs ${needed}.`,
    { metadata: { role: operator.role, needed: least } },
  );
}
