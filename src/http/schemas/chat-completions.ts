import Type from "typebox";
import { describedRoute } from "../openapi/described.ts";
import { answerHeadersShown } from "./answer-headers.ts";
import { callHeaders } from "./call-headers.ts";
import { callRefusals } from "./call-refusals.ts";
import { chatBody } from "./chat.ts";
import { completion, completionChunk } from "./completion.ts";

export const completeCall = describedRoute({
  operationId: "createChatCompletion",
  tag: "Calls",
  summary: "Ask a model",
  description:
    "Chat completions as the official SDKs send them. The most that the call can cost is set " +
    "aside before anything is sent; what was produced is charged, exactly, and the rest is free " +
    "again. A field of the body wins over its header.\n\nSampling fields, `tools` and " +
    "`response_format` are passed on as they are, and so are fields unknown here. Refused are " +
    "those that would change the price or the answer: `n` above 1, `service_tier` other than " +
    "`auto` or `default`, `web_search_options`, `prediction`, tools that the provider runs, " +
    "other models or providers to fall back on, audio, video and files.\n\nWhere " +
    "the money runs out in mid-answer, a stream ends with one more chunk, whose `finish_reason` " +
    "is `error`, and without `[DONE]`; a buffered answer is a 402 whose `error.metadata.partial` " +
    "is what was produced.",
  headers: Type.Object(callHeaders),
  body: chatBody,
  answers: {
    200: {
      description: "The answer: server-sent events with `stream: true`, else one body.",
      content: { "application/json": completion, "text/event-stream": completionChunk },
      headers: answerHeadersShown,
    },
  },
  refusals: callRefusals,
});
