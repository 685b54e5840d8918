import Type from "typebox";
import { examples } from "../examples.ts";
import { usage } from "../usage.ts";
import { oneOf, tokens } from "../values.ts";

const { prompt_tokens_details, completion_tokens_details, cost, cost_details, total_tokens } =
  usage.properties;

const imageUsage = Type.Object({
  input_tokens: tokens(),
  input_tokens_details: prompt_tokens_details,
  output_tokens: tokens(),
  output_tokens_details: completion_tokens_details,
  total_tokens,
  cost,
  cost_details,
});

const described = {
  size: Type.Optional(Type.String({ description: "Its pixels, as measured." })),
  quality: Type.Literal("auto"),
  background: Type.Literal("auto"),
  output_format: Type.Optional(Type.String({ description: "The provider's choice." })),
};

/** A picture in one body. */
export const imageAnswer = Type.Object(
  {
    created: Type.Integer({ description: "Unix seconds." }),
    data: Type.Array(
      Type.Object({
        b64_json: Type.Optional(Type.String({ description: "The picture in base64." })),
        url: Type.Optional(Type.String({ description: "Where the provider gave no more." })),
      }),
    ),
    ...described,
    usage: imageUsage,
  },
  { title: "ImageAnswer", description: "A picture.", examples: [examples.imageAnswer] },
);

/** The one event of a streamed picture. */
export const imageEvent = Type.Object(
  {
    type: oneOf(["image_generation.completed", "error"]),
    created_at: Type.Optional(Type.Integer({ description: "Unix seconds." })),
    b64_json: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    size: described.size,
    quality: Type.Optional(described.quality),
    background: Type.Optional(described.background),
    output_format: described.output_format,
    usage: Type.Optional(imageUsage),
    error: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { title: "ImageEvent", description: "The `data` of a server-sent event." },
);
