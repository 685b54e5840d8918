import Type from "typebox";
import { describedRoute, json } from "../../openapi/described.ts";
import { answerHeadersShown } from "../../schemas/answer-headers.ts";
import { callHeaders } from "../../schemas/call-headers.ts";
import { callRefusals, previewRefusals } from "../../schemas/call-refusals.ts";
import {
  messageAnswer,
  messageEvent,
  messagesErrorSchema,
  tokensCounted,
} from "./answer-schema.ts";
import { messagesBody } from "./schema.ts";

const ownKey = {
  "x-api-key": Type.Optional(
    Type.String({ description: "The key, where it is not in `Authorization`." }),
  ),
};

export const createMessage = describedRoute({
  operationId: "createMessage",
  tag: "Dialects",
  summary: "Ask a model, as Anthropic's clients do",
  description:
    "Anthropic's Messages, for every model of the catalogue, whoever serves it: the same road " +
    "and the same books as chat completions. Text, pictures, tools of your own, JSON schemas " +
    "(`output_config.format`), stop sequences, sampling and thinking are translated; what has " +
    "no counterpart is refused by its name.\n\nA stream's `message_start` has the prompt as " +
    "expected, its `message_delta` the usage that is charged, with `cost` in dollars. An answer " +
    "that was cut or that failed ends with an `error` event, which has the bill in `metadata`, " +
    "and without `message_stop`.",
  headers: Type.Object({ ...ownKey, ...callHeaders }),
  body: messagesBody,
  answers: {
    200: {
      description: "The answer: server-sent events with `stream: true`, else one body.",
      content: { "application/json": messageAnswer, "text/event-stream": messageEvent },
      headers: answerHeadersShown,
    },
  },
  error: messagesErrorSchema,
  refusals: callRefusals,
});

export const countMessageTokens = describedRoute({
  operationId: "countMessageTokens",
  tag: "Dialects",
  summary: "Count a prompt, as Anthropic's clients do",
  description:
    "The same body as `POST /v1/messages`; nothing is sent to a provider and nothing is held. " +
    "The count is the gateway's own, by the model's rule, and is what an estimate says.",
  headers: Type.Object(ownKey),
  body: messagesBody,
  answers: { 200: json("The prompt's tokens.", tokensCounted) },
  error: messagesErrorSchema,
  refusals: previewRefusals,
});
