import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { chatBody } from "../chat.ts";
import { examples } from "../examples.ts";
import { nullable, oneOf } from "../values.ts";
import { inputItem } from "./items.ts";

const { session_id, max_cost, hold, on_disconnect, store, stream, model } = chatBody.properties;

const format = {
  text: Type.Object({ type: Type.Literal("text") }),
  json_object: Type.Object({ type: Type.Literal("json_object") }),
  json_schema: Type.Object({
    type: Type.Literal("json_schema"),
    name: Type.String({ minLength: 1 }),
    schema: Type.Record(Type.String(), Type.Unknown()),
    description: Type.Optional(Type.String()),
    strict: Type.Optional(nullable(Type.Boolean())),
  }),
};

/** The kinds of `text.format`, by their `type`. */
export const formatKinds = format;

/** The kinds of tool that are the caller's own to run, by their `type`. */
export const toolKinds = {
  function: Type.Object({
    type: Type.Literal("function"),
    name: Type.String({ minLength: 1 }),
    description: Type.Optional(nullable(Type.String())),
    parameters: Type.Optional(nullable(Type.Record(Type.String(), Type.Unknown()))),
    strict: Type.Optional(nullable(Type.Boolean())),
  }),
  custom: Type.Object({
    type: Type.Literal("custom"),
    name: Type.String({ minLength: 1 }),
    description: Type.Optional(Type.String()),
    format: Type.Optional(
      Type.Union([
        Type.Object({ type: Type.Literal("text") }),
        Type.Object({
          type: Type.Literal("grammar"),
          syntax: Type.String(),
          definition: Type.String(),
        }),
      ]),
    ),
  }),
};

const named = Type.Object({ name: Type.String({ minLength: 1 }) });

/** The kinds of `tool_choice` beside the words, by their `type`. */
export const choiceKinds = {
  function: Type.Object({ type: Type.Literal("function"), ...named.properties }),
  custom: Type.Object({ type: Type.Literal("custom"), ...named.properties }),
  allowed_tools: Type.Object({
    type: Type.Literal("allowed_tools"),
    mode: oneOf(["auto", "required"]),
    tools: Type.Array(Type.Object({ type: oneOf(["function", "custom"]), ...named.properties })),
  }),
};

const includable = [
  "reasoning.encrypted_content",
  "message.output_text.logprobs",
  "message.input_image.image_url",
  "file_search_call.results",
  "web_search_call.results",
  "web_search_call.action.sources",
  "computer_call_output.output.image_url",
  "code_interpreter_call.outputs",
] as const;

const itemsMax = limits.messagesMax;

const fields = {
  instructions: Type.Optional(
    nullable(Type.String(), "What the system says; it stands before all of `input`."),
  ),
  max_output_tokens: Type.Optional(
    nullable(
      Type.Integer({ minimum: 1, maximum: limits.tokensMax }),
      "The output limit. Above the model's or the key's it is refused.",
    ),
  ),
  stream,
  stream_options: Type.Optional(
    nullable(Type.Object({ include_obfuscation: Type.Optional(Type.Boolean()) })),
  ),
  tool_choice: Type.Optional(
    nullable(
      Type.Union([oneOf(["none", "auto", "required"]), Type.Object({ type: Type.String() })]),
    ),
  ),
  reasoning: Type.Optional(
    nullable(
      Type.Object({
        effort: Type.Optional(nullable(Type.String())),
        summary: Type.Optional(nullable(Type.Literal("auto"), "`auto` shows what was thought.")),
        generate_summary: Type.Optional(nullable(Type.Literal("auto"), "Old name of `summary`.")),
      }),
    ),
  ),
  include: Type.Optional(nullable(Type.Array(oneOf(includable)))),
  top_logprobs: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 20 }))),
  metadata: Type.Optional(
    nullable(
      Type.Record(Type.String(), Type.String()),
      "Comes back in the answer; it is neither kept nor sent on.",
    ),
  ),
  session_id,
  max_cost,
  hold,
  on_disconnect,
  store,
};

/** What is read of a body before its items, tools and formats, each of which has its own shape. */
export const responseHead = Type.Object({
  model,
  ...fields,
  input: Type.Union([
    Type.String(),
    Type.Array(Type.Object({}), { minItems: 1, maxItems: itemsMax }),
  ]),
  tools: Type.Optional(nullable(Type.Array(Type.Object({}), { maxItems: limits.toolsMax }))),
  text: Type.Optional(
    nullable(
      Type.Object({
        format: Type.Optional(nullable(Type.Object({}))),
        verbosity: Type.Optional(nullable(Type.String())),
      }),
    ),
  ),
});

export type ResponseHead = Type.Static<typeof responseHead>;

/** The body of `POST /v1/responses`, as the reference shows it. */
export const responseBody = Type.Object(
  {
    model,
    input: Type.Union([Type.String(), Type.Array(inputItem, { minItems: 1, maxItems: itemsMax })]),
    ...fields,
    tools: Type.Optional(
      nullable(Type.Array(Type.Union(Object.values(toolKinds)), { maxItems: limits.toolsMax })),
    ),
    text: Type.Optional(
      nullable(
        Type.Object({
          format: Type.Optional(nullable(Type.Union(Object.values(format)))),
          verbosity: Type.Optional(nullable(Type.String())),
        }),
      ),
    ),
  },
  {
    title: "ResponseRequest",
    description: "What the gateway reads of it; other fields are passed on.",
    examples: [examples.responseRequest],
  },
);
