import Type from "typebox";
import { limits } from "../../core/limits.ts";
import { streamDialects } from "../dialects/stream-voices.ts";
import { describedRoute, json } from "../openapi/described.ts";
import { answerHeadersShown } from "./answer-headers.ts";
import { completionChunk } from "./completion.ts";
import { finalState, record } from "./record.ts";
import { oneOf } from "./values.ts";

const call = Type.Object({
  id: Type.String({
    maxLength: limits.pathCharactersMax,
    description: "The call's id, or the caller's own name for it (`X-Client-Request-Id`).",
  }),
});

export const showCall = describedRoute({
  operationId: "getChatCompletion",
  tag: "Calls",
  summary: "A call's record",
  description: "Readable with any key of the call's project.",
  params: call,
  answers: { 200: json("The record.", record) },
  refusals: ["not_found"],
});

export const resumeCall = describedRoute({
  operationId: "resumeChatCompletion",
  tag: "Calls",
  summary: "A call's stream again, and then live",
  description:
    "Events count from 1 and carry their number as `id`. What was paid for is not lost to a " +
    "dropped connection, as long as it is kept.",
  params: call,
  querystring: Type.Object({
    after: Type.Optional(
      Type.Integer({ minimum: 0, description: "The last event that you have; the next is sent." }),
    ),
    include_usage: Type.Optional(
      Type.Boolean({ description: "Whether the last chunk carries `usage`." }),
    ),
    dialect: Type.Optional(
      oneOf(
        [...streamDialects.keys()],
        "In whose events it is told, whatever the call was made in. Default: `chat`.",
      ),
    ),
  }),
  headers: Type.Object({
    "Last-Event-ID": Type.Optional(Type.String({ description: "As `after`, which wins." })),
  }),
  answers: {
    200: {
      description: "Server-sent events.",
      content: { "text/event-stream": completionChunk },
      headers: answerHeadersShown,
    },
  },
  refusals: ["invalid_request", "not_found", "output_expired"],
});

export const cancelCall = describedRoute({
  operationId: "cancelChatCompletion",
  tag: "Calls",
  summary: "Stop a call",
  description:
    "Stops the generation at its provider, charges what was produced, and answers that. A " +
    "finished call answers how it ended: whoever settles first wins, and cancelling again " +
    'changes nothing.\n\nThe cancelled stream ends with `finish_reason: "stop"`; the cancelled ' +
    "buffered call answers 200 with what was produced.",
  params: call,
  answers: { 200: json("How it ended, charged and on disk.", finalState) },
  refusals: ["not_found"],
});
