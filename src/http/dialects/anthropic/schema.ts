import Type, { type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { limits } from "../../../core/limits.ts";
import { callExtras } from "../../schemas/call-extras.ts";
import { wordOf } from "../../schemas/values.ts";
import { messageExamples } from "./examples.ts";

/** As the API itself, which refuses every name that it does not know. */
const closed = { additionalProperties: false };
const text = Type.String();
const name = Type.String({ minLength: 1, maxLength: 128 });
const fields = Type.Record(Type.String(), Type.Unknown());
const maybe = <T extends TSchema>(type: T) => Type.Optional(Type.Union([type, Type.Null()]));

const cacheControl = {
  cache_control: maybe(
    Type.Object({ type: Type.Literal("ephemeral"), ttl: maybe(wordOf(["5m", "1h"])) }, closed),
  ),
};
/** What the provider wants back in the next turn, as it stood on the block that was answered. */
const extraContent = { extra_content: Type.Optional(fields) };

const textBlock = Type.Object(
  { type: Type.Literal("text"), text, citations: maybe(Type.Array(fields)), ...cacheControl },
  closed,
);

const imageSource = Type.Union([
  Type.Object(
    {
      type: Type.Literal("base64"),
      media_type: Type.String({ minLength: 1, maxLength: 64 }),
      data: Type.String({ minLength: 1 }),
    },
    closed,
  ),
  Type.Object({ type: Type.Literal("url"), url: Type.String({ minLength: 1 }) }, closed),
]);

const imageBlock = Type.Object(
  { type: Type.Literal("image"), source: imageSource, ...cacheControl },
  closed,
);

const toolUseBlock = Type.Object(
  {
    type: Type.Literal("tool_use"),
    id: name,
    name,
    input: fields,
    caller: maybe(fields),
    ...cacheControl,
    ...extraContent,
  },
  closed,
);

const toolResultBlock = Type.Object(
  {
    type: Type.Literal("tool_result"),
    tool_use_id: name,
    content: maybe(Type.Union([text, Type.Array(Type.Union([textBlock, imageBlock]))])),
    is_error: maybe(Type.Boolean()),
    ...cacheControl,
  },
  closed,
);

const thinkingBlock = Type.Object(
  { type: Type.Literal("thinking"), thinking: text, signature: text },
  closed,
);

const redactedBlock = Type.Object({ type: Type.Literal("redacted_thinking"), data: text }, closed);

const message = Type.Object(
  {
    role: wordOf(["user", "assistant", "system"]),
    content: Type.Union([
      text,
      Type.Array(
        Type.Union([
          textBlock,
          imageBlock,
          toolUseBlock,
          toolResultBlock,
          thinkingBlock,
          redactedBlock,
        ]),
        { minItems: 1 },
      ),
    ]),
  },
  closed,
);

const display = maybe(wordOf(["summarized", "omitted"]));
const thinking = Type.Union([
  Type.Object({ type: wordOf(["disabled", "between_tools"]) }, closed),
  Type.Object({ type: Type.Literal("adaptive"), display }, closed),
  Type.Object(
    { type: Type.Literal("enabled"), budget_tokens: Type.Integer({ minimum: 1 }), display },
    closed,
  ),
]);

const tool = Type.Object(
  {
    type: maybe(Type.Literal("custom")),
    name,
    description: maybe(text),
    input_schema: fields,
    strict: maybe(Type.Boolean()),
    eager_input_streaming: maybe(Type.Boolean()),
    ...cacheControl,
  },
  closed,
);

const single = maybe(Type.Boolean());
const toolChoice = Type.Union([
  Type.Object({ type: wordOf(["auto", "any"]), disable_parallel_tool_use: single }, closed),
  Type.Object({ type: Type.Literal("none") }, closed),
  Type.Object({ type: Type.Literal("tool"), name, disable_parallel_tool_use: single }, closed),
]);

const outputConfig = Type.Object(
  {
    effort: maybe(wordOf(["low", "medium", "high", "xhigh", "max"])),
    format: maybe(Type.Object({ type: Type.Literal("json_schema"), schema: fields }, closed)),
  },
  closed,
);

/** The body of `POST /v1/messages`. */
export const messagesBody = Type.Object(
  {
    model: Type.String({
      minLength: 1,
      maxLength: 256,
      description: "An id or an alias of the catalogue, whoever serves it.",
    }),
    max_tokens: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.tokensMax,
        description: "The output limit; may be left out here, as in chat completions.",
      }),
    ),
    messages: Type.Array(message, { minItems: 1, maxItems: limits.messagesMax }),
    system: maybe(Type.Union([text, Type.Array(textBlock)])),
    stream: maybe(Type.Boolean()),
    temperature: maybe(Type.Number()),
    top_p: maybe(Type.Number()),
    top_k: maybe(Type.Integer({ minimum: 0 })),
    stop_sequences: maybe(Type.Array(text)),
    metadata: maybe(Type.Object({ user_id: maybe(text) }, closed)),
    tools: maybe(Type.Array(tool, { maxItems: limits.toolsMax })),
    tool_choice: maybe(toolChoice),
    thinking: maybe(thinking),
    output_config: maybe(outputConfig),
    output_format: maybe(
      Type.Object({ type: Type.Literal("json_schema"), schema: fields }, closed),
    ),
    service_tier: maybe(wordOf(["auto", "standard_only"])),
    speed: maybe(Type.Literal("standard")),
    ...cacheControl,
    ...callExtras,
  },
  {
    ...closed,
    title: "MessagesRequest",
    description: "Other fields are refused by name.",
    examples: [messageExamples.request],
  },
);

export type MessagesBody = Type.Static<typeof messagesBody>;
export type MessageParam = MessagesBody["messages"][number];
export type BlockParam = Exclude<MessageParam["content"], string>[number];

export const checkMessagesBody = Compile(messagesBody);
