import Type from "typebox";
import { examples } from "../examples.ts";
import { usage } from "../usage.ts";
import { nullable, oneOf, tokens } from "../values.ts";

const { prompt_tokens_details, completion_tokens_details, cost, cost_details, total_tokens } =
  usage.properties;

const item = Type.Object(
  {
    id: Type.String(),
    type: oneOf([
      "message",
      "reasoning",
      "function_call",
      "custom_tool_call",
      "image_generation_call",
    ]),
    status: oneOf(["in_progress", "completed", "incomplete"]),
  },
  {
    additionalProperties: true,
    description:
      "With what belongs to its type, as OpenAI has it. Send it back as it is: of a `reasoning` " +
      "item `encrypted_content`, and of a call `extra_content`, is what the provider wants to " +
      "see again.",
  },
);

/** An answer, or what there is of it. */
export const response = Type.Object(
  {
    id: Type.String({ description: "The call's id; also in the header `X-Request-Id`." }),
    object: Type.Literal("response"),
    created_at: Type.Integer({ description: "Unix seconds." }),
    completed_at: nullable(Type.Integer(), "Unix seconds; null where it is not whole."),
    status: oneOf(
      ["in_progress", "completed", "incomplete", "failed", "cancelled"],
      "`cancelled`: its caller stopped it, or went away; `failed`: `error` says why.",
    ),
    model: Type.String({ description: "As the catalogue has it." }),
    error: nullable(
      Type.Object({
        code: Type.String(),
        message: Type.String(),
        type: Type.String(),
        param: nullable(Type.String()),
        status: Type.Integer({ description: "What the status would have been." }),
        metadata: Type.Record(Type.String(), Type.Unknown(), {
          description: "`id`, `usage` and `cost` of the call.",
        }),
      }),
    ),
    incomplete_details: nullable(
      Type.Object({ reason: oneOf(["max_output_tokens", "content_filter"]) }),
    ),
    max_output_tokens: tokens("The output limit that applies."),
    output: Type.Array(item),
    usage: nullable(
      Type.Object({
        input_tokens: tokens(),
        input_tokens_details: Type.Object({
          ...prompt_tokens_details.properties,
          cache_write_tokens: tokens(),
        }),
        output_tokens: tokens(),
        output_tokens_details: completion_tokens_details,
        total_tokens,
        cost,
        cost_details,
      }),
      "Null until the end.",
    ),
  },
  {
    title: "Response",
    additionalProperties: true,
    description:
      "An answer as items, with what its request said repeated beside, such as `metadata`, " +
      "`tools` and `text`.",
    examples: [examples.response],
  },
);

/** One event of a streamed response. */
export const responseEvent = Type.Object(
  {
    type: Type.String({ description: "Such as `response.output_text.delta`." }),
    sequence_number: Type.Integer({ minimum: 0 }),
    response: Type.Optional(response),
  },
  {
    title: "ResponseEvent",
    additionalProperties: true,
    description:
      "The `data` of one server-sent event; `event` is its `type`. The last one is " +
      "`response.completed`, `response.incomplete` or `response.failed`, whose `response` is the " +
      "whole of it, charged.",
  },
);
