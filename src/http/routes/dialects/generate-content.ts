import type { FastifyInstance } from "fastify";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Preview } from "../../../flow/preview-chat.ts";
import {
  generateCalls,
  listGenerateModels,
  showGenerateModel,
} from "../../dialects/google/described.ts";
import { type GenerateAddress, generateDialect } from "../../dialects/google/dialect.ts";
import { writeGenerateError } from "../../dialects/google/write-error.ts";
import { generateModelShape } from "../../dialects/google/write-models.ts";
import { writeModalities } from "../../dialects/google/write-usage.ts";
import type { ListQuery } from "../../dialects/model-shapes.ts";
import type { Edge } from "../../edge.ts";
import { findCaller } from "../../find-caller.ts";
import { previewCall } from "../../preview-call.ts";
import { sendRefusal } from "../../refusals.ts";
import { serveCall } from "../../serve-call.ts";
import { findModel, mayUse, sendShaped } from "../models.ts";

interface ModelPath {
  Params: { "*": string };
  Querystring: { alt?: string };
}

/** Google's `generateContent`, streamed or not, the count of its prompts, and its models. */
export function generateContent(app: FastifyInstance, edge: Edge): void {
  // Newer clients ask under /v1, where models are listed by `GET /v1/models` in this shape too.
  for (const version of ["/v1beta", "/v1"]) {
    app.post<ModelPath>(`${version}/models/*`, { schema: generateCalls }, (request, reply) => {
      const address = readAddress(request.params["*"], request.query.alt);
      if (isRefusal(address)) return sendRefusal(reply, address, writeGenerateError);
      const dialect = generateDialect(address);
      if (address.counts) {
        return previewCall(edge, { request, reply }, { dialect, write: writeCount });
      }
      return serveCall(edge, { request, reply }, dialect);
    });
  }

  app.get<{ Querystring: ListQuery }>(
    "/v1beta/models",
    { schema: listGenerateModels },
    async (request, reply) => {
      const caller = await findCaller(edge, request);
      if (isRefusal(caller)) return sendRefusal(reply, caller, writeGenerateError);
      const shown = edge.gateway.catalogue.models.filter((model) => mayUse(caller, model));
      const list = generateModelShape.list(shown, request.query);
      return sendShaped(reply, generateModelShape, list);
    },
  );

  app.get<ModelPath>("/v1beta/models/*", { schema: showGenerateModel }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller, writeGenerateError);
    const model = findModel(edge.gateway, request.params["*"]);
    const shown = isRefusal(model) ? model : generateModelShape.show(model);
    return sendShaped(reply, generateModelShape, shown);
  });
}

interface ReadAddress extends GenerateAddress {
  readonly counts: boolean;
}

const methods = ["generateContent", "streamGenerateContent", "countTokens"];

/** `gemini-2.5-flash:streamGenerateContent` and `?alt=`; the model's name may hold a colon too. */
function readAddress(path: string, alt: string | undefined): ReadAddress | Refusal {
  const colon = path.lastIndexOf(":");
  const method = path.slice(colon + 1);
  if (colon < 1 || !methods.includes(method)) {
    const said = colon === -1 ? "no method" : `the method ${method.slice(0, 100)}`;
    const allowed = methods.join(", ");
    return refuse("not_found", `The address names ${said}: ${allowed} are here.`);
  }
  if (alt !== undefined && alt !== "sse" && alt !== "json") {
    return refuse("invalid_request", "`alt` must be sse or json.", { param: "alt" });
  }
  const framing = alt === "sse" ? "sse" : "list";
  return {
    model: path.slice(0, colon),
    framing: method === "streamGenerateContent" ? framing : null,
    counts: method === "countTokens",
  };
}

function writeCount({ estimate }: Preview): Record<string, unknown> {
  const { text, image, tokens } = estimate.prompt;
  return {
    totalTokens: tokens,
    promptTokensDetails: writeModalities([
      ["TEXT", text.tokens],
      ["IMAGE", image.tokens],
    ]),
  };
}
