import Type from "typebox";
import { examples } from "./examples.ts";
import { usage } from "./usage.ts";
import { nullable } from "./values.ts";

const unixSeconds = Type.Integer({ description: "Unix seconds." });

const toolCall = Type.Object({
  id: Type.String(),
  type: Type.String(),
  function: Type.Object({ name: Type.String(), arguments: Type.String() }),
});

/** A buffered answer. */
export const completion = Type.Object(
  {
    id: Type.String({ description: "The call's id; also in the header `X-Request-Id`." }),
    object: Type.Literal("chat.completion"),
    created: unixSeconds,
    model: Type.String({ description: "As the catalogue has it." }),
    choices: Type.Array(
      Type.Object({
        index: Type.Integer(),
        message: Type.Object(
          {
            role: Type.String(),
            content: nullable(Type.String()),
            refusal: nullable(Type.String()),
            tool_calls: Type.Optional(Type.Array(toolCall)),
          },
          {
            additionalProperties: true,
            description: "With whatever else the provider says of its answer.",
          },
        ),
        logprobs: nullable(Type.Record(Type.String(), Type.Unknown())),
        finish_reason: Type.String({
          description: "`stop`, `length`, `tool_calls`, `content_filter`, or the provider's own.",
        }),
      }),
    ),
    usage,
  },
  {
    title: "Completion",
    description: "An answer in one piece.",
    examples: [examples.completion],
  },
);

/** One event of a streamed answer. */
export const completionChunk = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal("chat.completion.chunk"),
    created: unixSeconds,
    model: Type.String(),
    choices: Type.Array(
      Type.Object(
        {
          index: Type.Integer(),
          delta: Type.Record(Type.String(), Type.Unknown(), {
            description: "What is new: `role`, `content`, `refusal`, `tool_calls` and the like.",
          }),
          finish_reason: Type.Optional(
            nullable(Type.String(), "Null until the end; `error` where the answer is not whole."),
          ),
        },
        { additionalProperties: true },
      ),
      { description: "One, or none on the chunk that carries `usage`." },
    ),
    usage: Type.Optional(nullable(usage, "On the last chunk, where `include_usage` asked.")),
    error: Type.Optional(
      Type.Object(
        {
          message: Type.String(),
          type: Type.String(),
          param: nullable(Type.String()),
          code: Type.String(),
          status: Type.Integer({ description: "What the status would have been." }),
          metadata: Type.Record(Type.String(), Type.Unknown(), {
            description: "`id`, `usage` and `cost` of the call.",
          }),
        },
        { description: "On the last chunk of an answer that was cut or that failed." },
      ),
    ),
  },
  {
    title: "CompletionChunk",
    additionalProperties: true,
    description:
      "The `data` of one server-sent event. The last event is `[DONE]`, unless the answer was " +
      "cut or failed.",
  },
);
