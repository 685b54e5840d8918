import type { FastifyInstance } from "fastify";
import {
  changeKey,
  createKey,
  deleteKey,
  type KeyTerms,
  type NewKey,
  rotateKey,
} from "../../../admin/keys.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  alterKey,
  listKeys,
  makeKey,
  removeKey,
  renewKey,
  showKey,
} from "../../schemas/admin/keys.ts";
import type { KeyBody, KeyChange, KeysQuery } from "../../schemas/admin.ts";
import { sendJson } from "../../send-json.ts";
import { writeKey } from "../../write-access.ts";
import { readPage, sendPage } from "./page.ts";

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
    return isRefusal(made) ? sendRefusal(reply, made) : sendJson(reply, writeNew(made), 201);
  });

  app.get<{ Querystring: KeysQuery }>(
    "/admin/v1/keys",
    { schema: listKeys },
    async (request, reply) => {
      const page = readPage(request.query);
      const project = request.query.project_id ?? null;
      const keys = await office.store.directory.keys(project, page.after, page.limit);
      return sendPage(reply, page, keys.map(writeKey));
    },
  );

  app.get<KeyPath>("/admin/v1/keys/:id", { schema: showKey }, async (request, reply) => {
    const key = await office.store.directory.key(request.params.id);
    if (key !== null) return sendJson(reply, writeKey(key));
    return sendRefusal(reply, refuse("not_found", `There is no key ${request.params.id}.`));
  });

  app.patch<KeyPath & { Body: KeyChange }>(
    "/admin/v1/keys/:id",
    { schema: alterKey },
    async (request, reply) => {
      const terms = readTerms(edge, request.body);
      if (isRefusal(terms)) return sendRefusal(reply, terms);
      const key = await changeKey(office, request.params.id, terms);
      return isRefusal(key) ? sendRefusal(reply, key) : sendJson(reply, writeKey(key));
    },
  );

  app.post<KeyPath>("/admin/v1/keys/:id/rotate", { schema: renewKey }, async (request, reply) => {
    const made = await rotateKey(office, request.params.id);
    return isRefusal(made) ? sendRefusal(reply, made) : sendJson(reply, writeNew(made));
  });

  app.delete<KeyPath>("/admin/v1/keys/:id", { schema: removeKey }, async (request, reply) => {
    const key = await deleteKey(office, request.params.id);
    if (isRefusal(key)) return sendRefusal(reply, key);
    return sendJson(reply, { id: key.id, deleted: true });
  });
}

/** A list names models that exist: an alias is kept as its model, a misspelt one is refused. */
function readTerms(edge: Edge, body: KeyChange): KeyTerms | Refusal {
  const models = body.models ?? null;
  const unknown = models?.find((name) => edge.gateway.catalogue.find(name) === null);
  if (unknown !== undefined) {
    const nearest = edge.gateway.catalogue.nearest(unknown, 3);
    return refuse("model_not_found", `\`models\` names "${unknown}", which does not exist.`, {
      param: "models",
      metadata: { nearest },
    });
  }
  const expiresAt = readExpiry(body.expires_at);
  if (expiresAt !== undefined && expiresAt !== null && Number.isNaN(expiresAt)) {
    return refuse("invalid_request", "`expires_at` must be an ISO 8601 instant.", {
      param: "expires_at",
    });
  }
  return {
    name: body.name,
    disabled: body.disabled,
    outputTokensMax: body.output_tokens_max,
    expiresAt,
    models:
      body.models === undefined || body.models === null
        ? body.models
        : body.models.map((name) => edge.gateway.catalogue.find(name)?.id ?? name),
  };
}

function readExpiry(given: string | null | undefined): number | null | undefined {
  if (given === undefined || given === null) return given;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(given) ? Date.parse(given) : Number.NaN;
}

function writeNew(made: NewKey): Record<string, unknown> {
  const { id, ...key } = writeKey(made.key);
  return { id, secret: made.secret, ...key };
}
