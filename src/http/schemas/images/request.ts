import Type from "typebox";
import { Compile } from "typebox/compile";
import { callExtras } from "../call-extras.ts";
import { chatBody } from "../chat.ts";
import { examples } from "../examples.ts";
import { nullable, oneOf } from "../values.ts";

/** The body of `POST /v1/images/generations`: what the gateway reads of it. */
export const imageBody = Type.Object(
  {
    model: chatBody.properties.model,
    prompt: Type.String({ minLength: 1, description: "What the picture is to show." }),
    n: Type.Optional(nullable(Type.Literal(1), "One call makes one picture.")),
    size: Type.Optional(
      nullable(
        Type.String({ maxLength: 32 }),
        "`auto`, or pixels such as `1024x1024` that the model makes exactly; a refusal lists them.",
      ),
    ),
    quality: Type.Optional(nullable(oneOf(["auto", "standard"]))),
    response_format: Type.Optional(
      nullable(Type.Literal("b64_json"), "Pictures are kept at no address."),
    ),
    background: Type.Optional(nullable(Type.Literal("auto"))),
    moderation: Type.Optional(nullable(Type.Literal("auto"))),
    stream: Type.Optional(nullable(Type.Boolean(), "Answer as server-sent events.")),
    partial_images: Type.Optional(nullable(Type.Literal(0), "A picture comes whole.")),
    ...callExtras,
  },
  {
    title: "ImageRequest",
    description: "What the gateway reads of it; other fields are passed on.",
    examples: [examples.imageRequest],
  },
);

export type ImageBody = Type.Static<typeof imageBody>;

export const checkImageBody = Compile(imageBody);
