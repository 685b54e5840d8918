import type { FastifyRequest } from "fastify";
import { roleCovers } from "../core/access/operator.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { authenticate, callerWith } from "../flow/authenticate.ts";
import type { Caller } from "../flow/gateway.ts";
import { readSessionCookie } from "./console/cookie.ts";
import { readSession, type Visit } from "./console/read-session.ts";
import { readHeader } from "./dialects/extra-headers.ts";
import type { Edge } from "./edge.ts";
import { readAuthorization } from "./read-authorization.ts";

/**
 * Who makes a call: whoever shows a key's secret or, in a session of the console, whoever may use
 * the key that `X-Farebox-Key` names by its id. Known before the body is read.
 */
export async function findCaller(edge: Edge, request: FastifyRequest): Promise<Caller | Refusal> {
  const authorization = readAuthorization(request);
  if (authorization !== undefined || readSessionCookie(request) === "") {
    return await authenticate(edge.gateway, authorization);
  }
  const visit = await readSession(edge, request);
  return isRefusal(visit) ? visit : await callerInSession(edge, request, visit);
}

async function callerInSession(
  edge: Edge,
  request: FastifyRequest,
  { acting }: Visit,
): Promise<Caller | Refusal> {
  const writes = request.method !== "GET" && !readingPaths.includes(request.url);
  if (writes && !roleCovers(acting.role, "billing")) {
    return refuse(
      "forbidden",
      `"${acting.name}" has the role ${acting.role}; a call needs owner or billing.`,
      { metadata: { role: acting.role, needed: "billing" } },
    );
  }
  const id = readHeader(request, "x-farebox-key");
  if (id === undefined) {
    return refuse(
      "invalid_request",
      "In a session of the console a call names its key: `X-Farebox-Key: key_…`.",
      { param: "X-Farebox-Key" },
    );
  }
  const key = await edge.office.store.directory.key(id);
  const foreign = acting.accountId !== null && key?.accountId !== acting.accountId;
  if (key === null || foreign) return refuse("not_found", `There is no key ${id}.`);
  return await callerWith(edge.gateway, key, `Key ${key.id}`);
}

/** Asked with a body, and yet nothing is sent, spent or changed. */
const readingPaths = [
  "/v1/estimate",
  "/v1/plan",
  "/v1/responses/input_tokens",
  "/v1/messages/count_tokens",
];
