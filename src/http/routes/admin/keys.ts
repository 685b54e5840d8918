import type { FastifyInstance } from "fastify";
import {
  changeKey,
  createKey,
  deleteKey,
  type KeyTerms,
  type NewKey,
  rotateKey,
} from "../../../admin/keys.ts";
import type { KeySpendLimit } from "../../../core/access/account.ts";
import { findTwoStep } from "../../../core/catalogue/two-step.ts";
import { limits } from "../../../core/limits.ts";
import { instantAllowed, readInstant } from "../../../core/read-instant.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readPage, sendPage } from "../../page.ts";
import { readAmount } from "../../read-amount.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  alterKey,
  listKeys,
  makeKey,
  removeKey,
  renewKey,
  showOneKey,
} from "../../schemas/admin/keys.ts";
import type { KeyBody, KeyChange, KeysQuery } from "../../schemas/admin.ts";
import { sendJson } from "../../send-json.ts";
import { showKey, showKeys } from "../../show-key.ts";

interface KeyPath {
  Params: { id: string };
}

/** Keys of projects. A change takes effect on the next request. */
export function adminKeys(app: FastifyInstance, edge: Edge): void {
  const { office } = edge;

  app.post<{ Body: KeyBody }>("/admin/v1/keys", { schema: makeKey }, async (request, reply) => {
    const terms = readTerms(edge, request.body);
    if (isRefusal(terms)) return sendRefusal(reply, terms);
    const { project_id: projectId, name } = request.body;
    const made = await createKey(office, { ...terms, projectId, name });
    return isRefusal(made)
      ? sendRefusal(reply, made)
      : sendJson(reply, await writeNew(edge, made), 201);
  });

  app.get<{ Querystring: KeysQuery }>(
    "/admin/v1/keys",
    { schema: listKeys },
    async (request, reply) => {
      const page = readPage(request.query);
      const { account_id: accountId = null, project_id: projectId = null } = request.query;
      const keys = await office.store.directory.keys({ accountId, projectId }, page);
      return sendPage(reply, page, await showKeys(office, keys));
    },
  );

  app.get<KeyPath>("/admin/v1/keys/:id", { schema: showOneKey }, async (request, reply) => {
    const key = await office.store.directory.key(request.params.id);
    if (key !== null) return sendJson(reply, await showKey(office, key));
    return sendRefusal(reply, refuse("not_found", `There is no key ${request.params.id}.`));
  });

  app.patch<KeyPath & { Body: KeyChange }>(
    "/admin/v1/keys/:id",
    { schema: alterKey },
    async (request, reply) => {
      const terms = readTerms(edge, request.body);
      if (isRefusal(terms)) return sendRefusal(reply, terms);
      const key = await changeKey(office, request.params.id, terms);
      return isRefusal(key) ? sendRefusal(reply, key) : sendJson(reply, await showKey(office, key));
    },
  );

  app.post<KeyPath>("/admin/v1/keys/:id/rotate", { schema: renewKey }, async (request, reply) => {
    const made = await rotateKey(office, request.params.id);
    return isRefusal(made) ? sendRefusal(reply, made) : sendJson(reply, await writeNew(edge, made));
  });

  app.delete<KeyPath>("/admin/v1/keys/:id", { schema: removeKey }, async (request, reply) => {
    const key = await deleteKey(office, request.params.id);
    if (isRefusal(key)) return sendRefusal(reply, key);
    return sendJson(reply, { id: key.id, deleted: true });
  });
}

function readTerms(edge: Edge, body: KeyChange): KeyTerms | Refusal {
  const models = readModels(edge, body.models);
  if (models !== undefined && models !== null && isRefusal(models)) return models;
  const expiresAt = readExpiry(body.expires_at);
  if (typeof expiresAt === "object" && expiresAt !== null) return expiresAt;
  const spendLimit = readSpendLimit(body.spend_limit);
  if (spendLimit !== undefined && spendLimit !== null && isRefusal(spendLimit)) return spendLimit;
  return {
    name: body.name,
    disabled: body.disabled,
    outputTokensMax: body.output_tokens_max,
    spendLimit,
    expiresAt,
    models,
  };
}

/**
 * A list names models that exist, or pairs of them: an alias is kept as its model, a misspelt one
 * is refused.
 */
function readModels(edge: Edge, given: KeyChange["models"]): KeyTerms["models"] | Refusal {
  if (given === undefined || given === null) return given;
  const { catalogue } = edge.gateway;
  const ids: string[] = [];
  for (const name of given) {
    const found = catalogue.find(name) ?? findTwoStep(catalogue, name);
    if (found !== null && "refused" in found) return { ...found, param: "models" };
    if (found === null) return refuseUnknown(edge, name);
    ids.push(found.id);
  }
  return ids;
}

function refuseUnknown(edge: Edge, name: string): Refusal {
  const nearest = edge.gateway.catalogue.nearest(name, 3);
  return refuse("model_not_found", `\`models\` names "${name}", which does not exist.`, {
    param: "models",
    metadata: { nearest },
  });
}

function readExpiry(given: KeyChange["expires_at"]): number | null | undefined | Refusal {
  if (given === undefined || given === null) return given;
  const instant = readInstant(given);
  if (instant !== null) return instant;
  return refuse("invalid_request", `\`expires_at\` must be ${instantAllowed}.`, {
    param: "expires_at",
  });
}

function readSpendLimit(
  given: KeyChange["spend_limit"],
): KeySpendLimit | null | undefined | Refusal {
  if (given === undefined || given === null) return given;
  const amount = readAmount(given.amount);
  if (amount !== null && amount >= 0n && amount <= limits.balanceMax) {
    return { amount, period: given.period };
  }
  return refuse(
    "invalid_request",
    "`spend_limit.amount` must be dollars from 0 to 9,000,000 with at most twelve decimals.",
    { param: "spend_limit.amount" },
  );
}

async function writeNew(edge: Edge, made: NewKey): Promise<Record<string, unknown>> {
  const { id, ...key } = await showKey(edge.office, made.key);
  return { id, secret: made.secret, ...key };
}
