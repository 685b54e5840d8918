import type { FastifySchema } from "fastify";
import Type from "typebox";
import { describedRoute, json, type RouteDescription } from "../../openapi/described.ts";
import { answerHeadersShown } from "../../schemas/answer-headers.ts";
import { callHeaders } from "../../schemas/call-headers.ts";
import { callRefusals, previewRefusals } from "../../schemas/call-refusals.ts";
import {
  generateAnswer,
  generateErrorSchema,
  generateModel,
  generateTokensCounted,
} from "./answer-schema.ts";
import { generateBody } from "./schema.ts";

const params = Type.Object({
  model: Type.String({ description: "An id or an alias of the catalogue, whoever serves it." }),
});

const key = Type.Optional(
  Type.String({ description: "The key, where no header has it. Addresses end up in logs." }),
);

const ownKey = {
  "x-goog-api-key": Type.Optional(
    Type.String({ description: "The key, where it is not in `Authorization`." }),
  ),
};

const generate: RouteDescription = {
  operationId: "generateContent",
  path: "/v1beta/models/{model}:generateContent",
  tag: "Dialects",
  summary: "Ask a model, as Google's clients do",
  description:
    "Google's `generateContent`, for every model of the catalogue, whoever serves it: the same " +
    "road and the same books as chat completions. Text, pictures, functions, JSON schemas, " +
    "stop sequences, sampling, thinking and pictures that come out are translated; what has no " +
    "counterpart is refused by its name.",
  params,
  querystring: Type.Object({ key }),
  headers: Type.Object({ ...ownKey, ...callHeaders }),
  body: generateBody,
  answers: {
    200: {
      description: "The answer.",
      content: { "application/json": generateAnswer },
      headers: answerHeadersShown,
    },
  },
  error: generateErrorSchema,
  refusals: [...callRefusals, "not_found"],
};

const stream: RouteDescription = {
  ...generate,
  operationId: "streamGenerateContent",
  path: "/v1beta/models/{model}:streamGenerateContent",
  summary: "Ask a model and read along, as Google's clients do",
  description:
    "The same, told as it comes: each event is a response of its own, the last one has " +
    "`finishReason` and the usage that is charged, with `cost` in dollars. An answer that was " +
    "cut or that failed ends with an `error`, which has the bill in `metadata`.",
  querystring: Type.Object({
    alt: Type.Optional(
      Type.Union([Type.Literal("sse"), Type.Literal("json")], {
        description: "`sse`: server-sent events. Absent or `json`: one list in JSON.",
      }),
    ),
    key,
  }),
  answers: {
    200: {
      description: "Responses, as they come.",
      content: {
        "text/event-stream": generateAnswer,
        "application/json": Type.Array(Type.Union([generateAnswer, generateErrorSchema])),
      },
      headers: answerHeadersShown,
    },
  },
};

const count: RouteDescription = {
  operationId: "countContentTokens",
  path: "/v1beta/models/{model}:countTokens",
  tag: "Dialects",
  summary: "Count a prompt, as Google's clients do",
  description:
    "The same body, or one within `generateContentRequest`; nothing is sent to a provider and " +
    "nothing is held. The count is the gateway's own, by the model's rule, and is what an " +
    "estimate says.",
  params,
  querystring: Type.Object({ key }),
  headers: Type.Object(ownKey),
  body: generateBody,
  answers: { 200: json("The prompt's tokens.", generateTokensCounted) },
  error: generateErrorSchema,
  refusals: [...previewRefusals, "not_found"],
};

/** One registered path serves all three: a model's name may hold slashes. */
export const generateCalls: FastifySchema = {
  ...describedRoute(generate),
  alsoDescribed: [stream, count],
};

export const listGenerateModels = describedRoute({
  operationId: "listContentModels",
  tag: "Dialects",
  summary: "All models, as Google's clients list them",
  querystring: Type.Object({
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    pageToken: Type.Optional(Type.String({ description: "`nextPageToken` of the page before." })),
    key,
  }),
  headers: Type.Object(ownKey),
  answers: {
    200: json(
      "The models that this key may use.",
      Type.Object({
        models: Type.Array(generateModel),
        nextPageToken: Type.Optional(Type.String()),
      }),
    ),
  },
  error: generateErrorSchema,
  refusals: ["invalid_request"],
});

export const showGenerateModel = describedRoute({
  operationId: "getContentModel",
  path: "/v1beta/models/{model}",
  tag: "Dialects",
  summary: "One model, as Google's clients show it",
  params,
  querystring: Type.Object({ key }),
  headers: Type.Object(ownKey),
  answers: { 200: json("The model.", generateModel) },
  error: generateErrorSchema,
  refusals: ["model_not_found"],
});
