import Type from "typebox";
import { nullable, oneOf } from "../values.ts";

/** The kinds of content that a message of `input` may hold, by their `type`. */
export const partKinds = {
  input_text: Type.Object({ type: Type.Literal("input_text"), text: Type.String() }),
  input_image: Type.Object({
    type: Type.Literal("input_image"),
    image_url: Type.String({
      minLength: 1,
      description: "A base64 data URL, or an http(s) address, fetched once.",
    }),
    detail: Type.Optional(nullable(oneOf(["auto", "low", "high", "original"]))),
  }),
  output_text: Type.Object({ type: Type.Literal("output_text"), text: Type.String() }),
  refusal: Type.Object({ type: Type.Literal("refusal"), refusal: Type.String() }),
};

const part = Type.Union(Object.values(partKinds));

const callId = Type.String({ minLength: 1, maxLength: 256 });
const name = Type.String({ minLength: 1, maxLength: 256 });
const summaryText = Type.Object({ type: Type.String(), text: Type.String() });

/** The kinds of item that `input` may hold, by their `type`; what content holds stands apart. */
export const itemKinds = {
  message: Type.Object({
    type: Type.Optional(Type.Literal("message")),
    role: oneOf(["user", "assistant", "system", "developer"]),
    content: Type.Union([Type.String(), Type.Array(Type.Unknown())]),
  }),
  function_call: Type.Object({
    type: Type.Literal("function_call"),
    call_id: callId,
    name,
    arguments: Type.String(),
    extra_content: Type.Optional(
      Type.Unknown({ description: "What the provider wants to see again, as it was given." }),
    ),
  }),
  function_call_output: Type.Object({
    type: Type.Literal("function_call_output"),
    call_id: callId,
    output: Type.Union([Type.String(), Type.Array(Type.Unknown())]),
  }),
  custom_tool_call: Type.Object({
    type: Type.Literal("custom_tool_call"),
    call_id: callId,
    name,
    input: Type.String(),
  }),
  custom_tool_call_output: Type.Object({
    type: Type.Literal("custom_tool_call_output"),
    call_id: callId,
    output: Type.Union([Type.String(), Type.Array(Type.Unknown())]),
  }),
  reasoning: Type.Object({
    type: Type.Literal("reasoning"),
    summary: Type.Optional(Type.Array(summaryText)),
    encrypted_content: Type.Optional(nullable(Type.String())),
  }),
  image_generation_call: Type.Object({
    type: Type.Literal("image_generation_call"),
    result: nullable(Type.String(), "The picture in base64."),
  }),
  item_reference: Type.Object(
    { type: Type.Literal("item_reference"), id: Type.String({ minLength: 1, maxLength: 256 }) },
    { description: "An item of an earlier answer of the same project, while that is kept." },
  ),
};

const { message, function_call_output, custom_tool_call_output, ...others } = itemKinds;

/** An item as the reference shows it. */
export const inputItem = Type.Union(
  [
    Type.Object({
      ...message.properties,
      content: Type.Union([Type.String(), Type.Array(part)]),
    }),
    ...[function_call_output, custom_tool_call_output].map((kind) =>
      Type.Object({
        ...kind.properties,
        output: Type.Union([
          Type.String(),
          Type.Array(Type.Union([partKinds.input_text, partKinds.input_image])),
        ]),
      }),
    ),
    ...Object.values(others),
  ],
  { title: "ResponseInputItem", description: "A message, a call, its result, or a thought." },
);
