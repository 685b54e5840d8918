import { type Static, type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import { bounds } from "../bounds.ts";
import { type Rejection, reject } from "../request.ts";

const maybe = <T extends TSchema>(type: T) => Type.Optional(Type.Union([type, Type.Null()]));
const record = Type.Record(Type.String(), Type.Unknown());
/** Anthropic refuses every name that it does not know. */
const closed = { additionalProperties: false };
const text = Type.String();
const named = Type.String({ minLength: 1, maxLength: 128 });

const cacheControl = Type.Object(
  { type: Type.Literal("ephemeral"), ttl: Type.Optional(Type.Enum(["5m", "1h"])) },
  closed,
);
const cached = { cache_control: maybe(cacheControl) };

const textBlock = Type.Object(
  { type: Type.Literal("text"), text: Type.String({ minLength: 1 }), ...cached },
  closed,
);
const source = Type.Object(
  {
    type: Type.Literal("base64"),
    media_type: Type.Enum(["image/jpeg", "image/png", "image/gif", "image/webp"]),
    data: text,
  },
  closed,
);
const imageBlock = Type.Object({ type: Type.Literal("image"), source, ...cached }, closed);
const spoken = Type.Union([text, Type.Array(Type.Union([textBlock, imageBlock]))]);

const block = Type.Union([
  textBlock,
  imageBlock,
  Type.Object(
    { type: Type.Literal("tool_use"), id: named, name: named, input: record, ...cached },
    closed,
  ),
  Type.Object(
    {
      type: Type.Literal("tool_result"),
      tool_use_id: named,
      content: maybe(spoken),
      is_error: maybe(Type.Boolean()),
      ...cached,
    },
    closed,
  ),
  Type.Object({ type: Type.Literal("thinking"), thinking: text, signature: text }, closed),
  Type.Object({ type: Type.Literal("redacted_thinking"), data: text }, closed),
]);

const message = Type.Object(
  {
    role: Type.Enum(["user", "assistant"]),
    content: Type.Union([text, Type.Array(block, { minItems: 1 })]),
  },
  closed,
);

const display = maybe(Type.Enum(["summarized", "omitted"]));
const thinking = Type.Union([
  Type.Object({ type: Type.Enum(["disabled", "between_tools"]) }, closed),
  Type.Object({ type: Type.Literal("adaptive"), display }, closed),
  Type.Object(
    { type: Type.Literal("enabled"), budget_tokens: Type.Integer({ minimum: 1024 }), display },
    closed,
  ),
]);

const tool = Type.Object(
  {
    type: maybe(Type.Literal("custom")),
    name: named,
    description: maybe(text),
    input_schema: record,
    strict: maybe(Type.Boolean()),
    ...cached,
  },
  closed,
);

const single = maybe(Type.Boolean());
const toolChoice = Type.Union([
  Type.Object(
    { type: Type.Enum(["auto", "any", "none"]), disable_parallel_tool_use: single },
    closed,
  ),
  Type.Object(
    { type: Type.Literal("tool"), name: named, disable_parallel_tool_use: single },
    closed,
  ),
]);

const outputConfig = Type.Object(
  {
    effort: maybe(Type.Enum(["low", "medium", "high", "xhigh", "max"])),
    format: maybe(Type.Object({ type: Type.Literal("json_schema"), schema: record }, closed)),
  },
  closed,
);

const body = Type.Object(
  {
    model: Type.String({ minLength: 1, maxLength: 256 }),
    max_tokens: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    messages: Type.Array(message, { minItems: 1, maxItems: bounds.messagesMax }),
    system: maybe(Type.Union([text, Type.Array(textBlock)])),
    stream: maybe(Type.Boolean()),
    temperature: maybe(Type.Number({ minimum: 0, maximum: 1 })),
    top_p: maybe(Type.Number()),
    top_k: maybe(Type.Integer({ minimum: 0 })),
    stop_sequences: maybe(Type.Array(text)),
    metadata: maybe(Type.Object({ user_id: maybe(text) }, closed)),
    tools: maybe(Type.Array(tool)),
    tool_choice: maybe(toolChoice),
    thinking: maybe(thinking),
    output_config: maybe(outputConfig),
    cache_control: maybe(cacheControl),
    service_tier: maybe(Type.Enum(["auto", "standard_only"])),
  },
  closed,
);

export const checkBody = Compile(body);

export type AnthropicBody = Static<typeof body>;
export type AnthropicMessage = Static<typeof message>;
export type AnthropicBlock = Static<typeof block>;

/** Names the field that lies deepest: in a choice of shapes that is the one that was meant. */
export function shapeFault(given: unknown): Rejection {
  const faults = [...checkBody.Errors(given)];
  const deepest = faults.reduce(
    (path, { instancePath }) => (instancePath.length > path.length ? instancePath : path),
    "",
  );
  const reason = faults.find(({ instancePath }) => instancePath === deepest)?.message ?? "is wrong";
  const place = deepest === "" ? "body" : deepest.slice(1).replaceAll("/", ".");
  return reject(`${place}: ${reason}`);
}
