import Type from "typebox";
import { Compile } from "typebox/compile";
import { limits } from "../../core/limits.ts";
import { callExtras } from "./call-extras.ts";
import { examples } from "./examples.ts";

const tokens = Type.Integer({ minimum: 1, maximum: limits.tokensMax });

const outputLimit = {
  description:
    "The output limit. Above the model's or the key's it is refused; absent, it becomes the " +
    "smallest limit that applies, and `X-Farebox-Max-Tokens` says which.",
};

const imagePart = Type.Object(
  {
    type: Type.Literal("image_url"),
    image_url: Type.Object({
      url: Type.String({
        minLength: 1,
        description: "The picture: a base64 data URL, or an http(s) address, fetched once.",
      }),
      detail: Type.Optional(
        Type.Union([
          Type.Literal("auto"),
          Type.Literal("low"),
          Type.Literal("high"),
          Type.Literal("original"),
        ]),
      ),
    }),
  },
  { title: "ImagePart" },
);

const textPart = Type.Object(
  { type: Type.Literal("text"), text: Type.String() },
  { title: "TextPart" },
);

const refusalPart = Type.Object(
  { type: Type.Literal("refusal"), refusal: Type.String() },
  { title: "RefusalPart", description: "What an earlier answer refused with." },
);

const message = Type.Object({
  role: Type.Union([
    Type.Literal("system"),
    Type.Literal("developer"),
    Type.Literal("user"),
    Type.Literal("assistant"),
    Type.Literal("tool"),
    Type.Literal("function"),
  ]),
  content: Type.Optional(
    Type.Union([
      Type.String(),
      Type.Null(),
      Type.Array(Type.Union([textPart, imagePart, refusalPart]), { minItems: 1 }),
    ]),
  ),
});

/** The body of `POST /v1/chat/completions`: what the gateway reads of it. */
export const chatBody = Type.Object(
  {
    model: Type.String({
      minLength: 1,
      maxLength: 256,
      description: "An id or an alias of the catalogue, or `two-step/<vision>+<writer>` of two.",
    }),
    messages: Type.Array(message, { minItems: 1, maxItems: limits.messagesMax }),
    max_tokens: Type.Optional(Type.Union([tokens, Type.Null()], outputLimit)),
    max_completion_tokens: Type.Optional(
      Type.Union([tokens, Type.Null()], { description: "Another name of `max_tokens`." }),
    ),
    stream: Type.Optional(
      Type.Union([Type.Boolean(), Type.Null()], { description: "Answer as server-sent events." }),
    ),
    stream_options: Type.Optional(
      Type.Union([Type.Object({ include_usage: Type.Optional(Type.Boolean()) }), Type.Null()]),
    ),
    n: Type.Optional(Type.Union([Type.Literal(1), Type.Null()])),
    tools: Type.Optional(
      Type.Union([
        Type.Array(Type.Object({ type: Type.String() }), { maxItems: limits.toolsMax }),
        Type.Null(),
      ]),
    ),
    response_format: Type.Optional(Type.Union([Type.Object({ type: Type.String() }), Type.Null()])),
    ...callExtras,
  },
  {
    title: "ChatRequest",
    description: "What the gateway reads of it; other fields are passed on.",
    examples: [examples.chat, examples.chatCut],
  },
);

export type ChatBody = Type.Static<typeof chatBody>;

export const checkChatBody = Compile(chatBody);
