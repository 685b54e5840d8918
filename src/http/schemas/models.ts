import Type from "typebox";
import { describedRoute, json } from "../openapi/described.ts";
import { examples } from "./examples.ts";
import { nullable, oneOf, tokens } from "./values.ts";

const perToken = (description: string) =>
  Type.String({ pattern: "^\\d+\\.\\d{2,12}$", description });

const pricing = Type.Object({
  prompt: perToken("Text in."),
  completion: perToken("Text out."),
  image_token: perToken("A picture's token, in."),
  image_output: perToken("A picture's token, out."),
  input_cache_read: perToken("A token in that the provider had cached."),
  input_cache_write: Type.Optional(perToken("A token in that it wrote to its cache.")),
});

const modalities = Type.Array(oneOf(["text", "image", "audio"]));

const model = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal("model"),
    created: Type.Integer({ description: "Its release, in Unix seconds." }),
    owned_by: Type.String(),
    name: Type.String(),
    aliases: Type.Array(Type.String(), { description: "Further names that calls may use." }),
    context_length: tokens("Prompt and output together."),
    architecture: Type.Object({
      modality: Type.String(),
      input_modalities: modalities,
      output_modalities: modalities,
      tokenizer: Type.String({ description: "How its text is counted." }),
    }),
    pricing: nullable(pricing, "Dollars per token; null where the model has no price in force."),
    price_version: nullable(Type.String()),
    top_provider: Type.Object({
      context_length: nullable(tokens(), "The most that a configured route takes; null: none."),
      max_completion_tokens: tokens("The output limit of one call."),
    }),
  },
  { title: "Model", examples: [examples.model] },
);

export const listModels = describedRoute({
  operationId: "listModels",
  tag: "Models",
  summary: "All models",
  querystring: Type.Object({
    all: Type.Optional(
      Type.Boolean({ description: "Also those that this key may not use. Default: false." }),
    ),
  }),
  answers: {
    200: json(
      "The catalogue.",
      Type.Object({ object: Type.Literal("list"), data: Type.Array(model) }),
    ),
  },
});

export const showModel = describedRoute({
  operationId: "getModel",
  tag: "Models",
  summary: "One model",
  params: Type.Object({
    id: Type.String({ description: "Its id or an alias; slashes are taken as they are." }),
  }),
  answers: { 200: json("The model.", model) },
  refusals: ["model_not_found"],
});
