import type { FastifyInstance, FastifyRequest } from "fastify";
import { tokenOwner } from "../admin/sign-in.ts";
import { type Acting, actingOf } from "../core/access/console-session.ts";
import { type Role, roleCovers, rolesCovering } from "../core/access/operator.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { confineMember } from "./confine-member.ts";
import { readSessionCookie } from "./console/cookie.ts";
import { readSession } from "./console/read-session.ts";
import type { Edge } from "./edge.ts";
import { onlyReads } from "./only-reads.ts";
import { sendRefusal } from "./refusals.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who acts in a call of the admin API; null until that has been looked at. */
    acting: Acting | null;
  }
}

/**
 * The one place that decides who may call the admin API: an operator by token, or whoever is signed
 * in to the console. Every operator may read, and a route says the least role that may write
 * (`leastRole` of its description), an owner where it says nothing. A member of an account gets
 * only where a route names members, and only to what belongs to the account. Every write stands in
 * the log with who did it, whatever came of it.
 */
export function guardAdmin(scope: FastifyInstance, edge: Edge): void {
  scope.decorateRequest("acting", null);
  scope.addHook("onRequest", async (request, reply) => {
    const acting = await findActing(edge, request);
    if (isRefusal(acting)) return sendRefusal(reply, acting);
    request.acting = acting;
    const refusal = refuseRole(acting, request);
    if (refusal !== null) return sendRefusal(reply, refusal);
  });
  scope.addHook("preHandler", async (request, reply) => {
    const refusal = await confineMember(edge, request);
    if (refusal !== null) return sendRefusal(reply, refusal);
  });
  scope.addHook("onResponse", async (request, reply) => {
    if (request.acting === null || onlyReads(request.method)) return;
    const { acting, method } = request;
    const path = request.url.split("?")[0];
    const { statusCode: status } = reply;
    const who = { [acting.kind]: acting.id };
    edge.gateway.log.info({ ...who, method, path, status }, `${words[acting.kind]} wrote`);
  });
}

const words = { operator: "an operator", member: "a member" } as const;

async function findActing(edge: Edge, request: FastifyRequest): Promise<Acting | Refusal> {
  const { authorization } = request.headers;
  if (authorization === undefined && readSessionCookie(request) !== "") {
    const visit = await readSession(edge, request);
    return isRefusal(visit) ? visit : visit.acting;
  }
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
  if (edge.isAdminToken(token)) return tokenOwner;
  const { store, hashSecret } = edge.office;
  const operator = await store.operators.findByTokenHash(hashSecret(token));
  if (operator === null) {
    return refuse("invalid_api_key", "This call needs an operator's token as its bearer token.");
  }
  return actingOf(operator);
}

function refuseRole(acting: Acting, request: FastifyRequest): Refusal | null {
  const described = request.routeOptions.schema?.described;
  const who = `${acting.kind === "operator" ? "Operator" : "Member"} "${acting.name}"`;
  if (acting.kind === "member" && described?.members === undefined) {
    return refuse("forbidden", `${who} belongs to an account; this call is for operators.`);
  }
  if (onlyReads(request.method)) return null;
  const least: Role =
    acting.kind === "member"
      ? (described?.members?.leastRole ?? "owner")
      : (described?.leastRole ?? "owner");
  if (roleCovers(acting.role, least)) return null;
  const needed = rolesCovering(least).join(" or ");
  return refuse("forbidden", `${who} has the role ${acting.role}; this call needs ${needed}.`, {
    metadata: { role: acting.role, needed: least },
  });
}
