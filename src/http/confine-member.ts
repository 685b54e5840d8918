import type { FastifyRequest } from "fastify";
import { assert } from "../core/assert.ts";
import { isRecord } from "../core/is-record.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Store } from "../ports/store.ts";
import type { Edge } from "./edge.ts";
import type { Belonging } from "./openapi/described.ts";

/**
 * Keeps a member to what belongs to the own account. What belongs to another is answered as if it
 * weren't there, and a list that names no account is the account's own. Null where all is well.
 */
export async function confineMember(edge: Edge, request: FastifyRequest): Promise<Refusal | null> {
  const accountId = request.acting?.accountId ?? null;
  if (accountId === null) return null;
  const members = request.routeOptions.schema?.described?.members;
  assert(members !== undefined, "a member gets only where a route names members");
  const { belonging } = members;
  if (belonging === "everybody") return null;
  if (belonging === "account_id") return confineAccountField(request, accountId);

  const id = belonging === "project_id" ? fieldOf(request.body, "project_id") : pathId(request);
  const owner = await ownerOf[belonging](edge.office.store, id ?? "");
  return owner === accountId ? null : refuse("not_found", `There is no ${nouns[belonging]} ${id}.`);
}

/** Of a query or a body: a list without it is completed, everything else has to name it. */
function confineAccountField(request: FastifyRequest, accountId: string): Refusal | null {
  const { query, body } = request;
  const holder = request.method === "GET" ? query : body;
  const given = fieldOf(holder, "account_id");
  if (given === accountId) return null;
  if (given === undefined && request.method === "GET" && isRecord(query)) {
    Object.assign(query, { account_id: accountId });
    return null;
  }
  return refuse("not_found", `There is no account ${given}.`, { param: "account_id" });
}

/** What can be found by an id, and so belongs to an account. */
type Thing = Exclude<Belonging, "everybody" | "account_id">;

type Owner = (store: Store, id: string) => Promise<string | undefined>;

/** The account that a thing belongs to; undefined where there is no such thing. */
const ownerOf: Readonly<Record<Thing, Owner>> = {
  account: async (store, id) => (await store.directory.account(id))?.id,
  project: async (store, id) => (await store.directory.project(id))?.accountId,
  project_id: async (store, id) => (await store.directory.project(id))?.accountId,
  key: async (store, id) => (await store.directory.key(id))?.accountId,
  call: async (store, id) => (await store.ledger.hold(id))?.order.accountId,
  alert: async (store, id) => (await store.alerts.find(id))?.accountId,
  member: async (store, id) => (await store.members.find(id))?.accountId,
};

const nouns: Readonly<Record<Thing, string>> = {
  account: "account",
  project: "project",
  project_id: "project",
  key: "key",
  call: "call",
  alert: "alert",
  member: "member",
};

function pathId({ params }: FastifyRequest): string | undefined {
  return fieldOf(params, "id");
}

function fieldOf(holder: unknown, name: string): string | undefined {
  const value = isRecord(holder) ? holder[name] : undefined;
  return typeof value === "string" ? value : undefined;
}
