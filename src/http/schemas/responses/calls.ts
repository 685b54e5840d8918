import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { describedRoute, json } from "../../openapi/described.ts";
import { answerHeadersShown } from "../answer-headers.ts";
import { callHeaders } from "../call-headers.ts";
import { callRefusals, previewRefusals } from "../call-refusals.ts";
import { responseBody } from "./request.ts";
import { response, responseEvent } from "./response.ts";

const streamed = {
  "application/json": response,
  "text/event-stream": responseEvent,
};

export const createResponse = describedRoute({
  operationId: "createResponse",
  tag: "Calls",
  summary: "Ask a model, in the dialect of Responses",
  description:
    "OpenAI's Responses, for every model and every provider: the same road, limits, charges and " +
    "refusals as chat completions. Prompts are never kept, so `previous_response_id`, " +
    "`conversation` and `prompt` are refused by name, and so is `background: true`: send " +
    "`on_disconnect: finish` and come back by the response's id. Tools that the provider runs " +
    "are refused too.\n\nWhere the money runs out in mid-answer, a stream ends with " +
    "`response.failed`, whose `error` has code and bill; a buffered answer is a 402 whose " +
    "`error.metadata.partial` is the response so far.",
  headers: Type.Object(callHeaders),
  body: responseBody,
  answers: {
    200: {
      description: "The response: typed server-sent events with `stream: true`, else one body.",
      content: streamed,
      headers: answerHeadersShown,
    },
  },
  refusals: callRefusals,
});

export const countResponse = describedRoute({
  operationId: "countResponseTokens",
  tag: "Calls",
  summary: "How many tokens the input of a response has",
  description:
    "What is expected of the prompt, pictures included, as the model counts. Nothing is sent, " +
    "held or used up. `POST /v1/estimate` tells more, and what it would cost.",
  headers: Type.Object(callHeaders),
  body: responseBody,
  answers: {
    200: json(
      "The count.",
      Type.Object({
        object: Type.Literal("response.input_tokens"),
        input_tokens: Type.Integer({ minimum: 0 }),
      }),
    ),
  },
  refusals: previewRefusals,
});

const params = Type.Object({
  id: Type.String({
    maxLength: limits.pathCharactersMax,
    description: "The response's id, or the caller's own name for it (`X-Client-Request-Id`).",
  }),
});

export const showResponse = describedRoute({
  operationId: "getResponse",
  tag: "Calls",
  summary: "A response again, while it is kept",
  description:
    "Readable with any key of the call's project. What came from the request (`instructions`, " +
    "`tools`, `metadata` and the like) is not kept and not repeated. With `stream=true` the " +
    "events come again, and then live: what was paid for is not lost to a dropped connection.",
  params,
  querystring: Type.Object({
    stream: Type.Optional(Type.Boolean()),
    starting_after: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: "The `sequence_number` of the last event that you have.",
      }),
    ),
    include: Type.Optional(
      Type.Unknown({ description: "Whatever it names that there is comes anyhow." }),
    ),
    include_obfuscation: Type.Optional(Type.Boolean({ description: "Nothing is padded here." })),
  }),
  answers: {
    200: { description: "The response.", content: streamed },
  },
  refusals: ["invalid_request", "not_found", "output_expired"],
});

export const cancelResponse = describedRoute({
  operationId: "cancelResponse",
  tag: "Calls",
  summary: "Stop a response",
  description:
    "Stops the generation at its provider, charges what was produced, and answers the response " +
    "as it ended. A finished one answers how it ended, and nothing changes.\n\nThe cancelled " +
    "stream ends with `response.incomplete`, the cancelled buffered call with 200; in both the " +
    "response's `status` is `cancelled`.",
  params,
  answers: { 200: json("How it ended, charged and on disk; `output` while it is kept.", response) },
  refusals: ["not_found"],
});
