import Type from "typebox";
import { nullable, tokens, wordOf } from "../../schemas/values.ts";
import { messageExamples } from "./examples.ts";

const anything = Type.Record(Type.String(), Type.Unknown());

const usage = Type.Object(
  {
    input_tokens: tokens("The prompt without what went through the provider's cache."),
    cache_creation_input_tokens: tokens(),
    cache_read_input_tokens: tokens(),
    output_tokens: tokens(),
    cost: Type.Optional(Type.Number({ description: "Dollars, exact; at the end of the answer." })),
  },
  { additionalProperties: true },
);

/** A buffered answer of `POST /v1/messages`. */
export const messageAnswer = Type.Object(
  {
    id: Type.String({ description: "The call's id; also in the header `X-Request-Id`." }),
    type: Type.Literal("message"),
    role: Type.Literal("assistant"),
    model: Type.String({ description: "As the catalogue has it." }),
    content: Type.Array(anything, {
      description: "Blocks: `text`, `thinking`, `tool_use`, and `image` where the model draws.",
    }),
    stop_reason: nullable(
      wordOf(["end_turn", "max_tokens", "tool_use", "refusal"]),
      "Null where the answer is not whole.",
    ),
    stop_sequence: Type.Null(),
    usage,
  },
  { title: "Message", additionalProperties: true, examples: [messageExamples.message] },
);

/** One event of a streamed answer. */
export const messageEvent = Type.Object(
  {
    type: wordOf([
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
      "error",
    ]),
  },
  {
    title: "MessageEvent",
    additionalProperties: true,
    description: "The `data` of one server-sent event; `event` names its type, `id` its number.",
  },
);

/** A refusal in this dialect. */
export const messagesErrorSchema = Type.Object(
  {
    type: Type.Literal("error"),
    error: Type.Object({
      type: Type.String({ description: "One of this API's own types of error." }),
      message: Type.String(),
      code: Type.String({ description: "The gateway's own code." }),
      param: nullable(Type.String(), "The field at fault."),
      details: Type.Object({ error_code: Type.String() }),
      metadata: Type.Optional(anything),
    }),
    request_id: nullable(Type.String(), "The call's id, where there is one."),
  },
  { title: "MessagesError" },
);

/** What `POST /v1/messages/count_tokens` answers. */
export const tokensCounted = Type.Object(
  { input_tokens: tokens("As expected, by the model's own rule.") },
  { title: "MessageTokensCount", additionalProperties: true },
);
