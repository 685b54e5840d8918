import Type from "typebox";
import { describedRoute } from "../../openapi/described.ts";
import { answerHeadersShown } from "../answer-headers.ts";
import { callHeaders } from "../call-headers.ts";
import { callRefusals } from "../call-refusals.ts";
import { imageAnswer, imageEvent } from "./answer.ts";
import { imageBody } from "./request.ts";

export const generateImage = describedRoute({
  operationId: "generateImage",
  tag: "Calls",
  summary: "Have a picture made",
  description:
    "OpenAI's image generation, for models that give out pictures. What one picture of the asked " +
    "size can cost at most is set aside, and what it counted is charged. Refused by name is what " +
    "no such model here can be told: `n` above 1, `quality`, `style`, `output_format`, a " +
    "transparent background, partial pictures, addresses instead of base64.\n\nA model that " +
    "answers without a picture is a 500 `upstream_error` with the bill, because its words and " +
    "thoughts are charged.",
  headers: Type.Object(callHeaders),
  body: imageBody,
  answers: {
    200: {
      description: "The picture: one event with `stream: true`, else one body.",
      content: { "application/json": imageAnswer, "text/event-stream": imageEvent },
      headers: answerHeadersShown,
    },
  },
  refusals: callRefusals,
});
