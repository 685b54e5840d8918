import Type from "typebox";
import { dollars, tokens } from "./values.ts";

/** The headers of an answer, as the reference shows them. */
export const answerHeadersShown = {
  "X-Request-Id": Type.String({ description: "The call's id." }),
  "X-Farebox-Hold": dollars("Dollars set aside."),
  "X-Farebox-Prompt-Tokens": tokens("Expected tokens of the prompt."),
  "X-Farebox-Max-Tokens": tokens("The output limit that applies."),
  "X-Farebox-Upstream": Type.String({
    description: "Which provider answers; `sandbox` for the built-in one.",
  }),
  "X-Farebox-Attempts": Type.Integer({ description: "How many tries it took." }),
  "X-RateLimit-Limit-Requests": Type.Integer({ description: "The account's, per minute." }),
  "X-RateLimit-Remaining-Requests": Type.Integer({ description: "What is left of them." }),
  "X-RateLimit-Reset-Requests": Type.String({
    description: "When the whole minute is there again, such as `12s`.",
  }),
};
