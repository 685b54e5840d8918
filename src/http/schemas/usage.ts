import Type from "typebox";
import { dollars, nullable, tokens } from "./values.ts";

/** `usage` as every answer carries it. */
export const usage = Type.Object(
  {
    prompt_tokens: tokens(),
    completion_tokens: tokens(),
    total_tokens: tokens(),
    prompt_tokens_details: Type.Object({
      text_tokens: tokens(),
      image_tokens: tokens(),
      cached_tokens: tokens(),
      audio_tokens: tokens(),
      cache_write_tokens: Type.Optional(tokens()),
      cache_write_1h_tokens: Type.Optional(tokens()),
    }),
    completion_tokens_details: Type.Object({
      text_tokens: tokens(),
      image_tokens: tokens(),
      reasoning_tokens: tokens(),
    }),
    cost: Type.Optional(
      Type.Number({
        minimum: 0,
        description: "Dollars, exact to the picodollar. Absent while the call runs.",
      }),
    ),
    cost_details: Type.Optional(
      Type.Object({
        prompt: dollars("The prompt's share."),
        completion: dollars("The output's share."),
      }),
    ),
  },
  {
    title: "Usage",
    description: "Tokens by modality, and what they cost.",
    examples: [
      {
        prompt_tokens: 271,
        completion_tokens: 60,
        total_tokens: 331,
        prompt_tokens_details: {
          text_tokens: 13,
          image_tokens: 258,
          cached_tokens: 0,
          audio_tokens: 0,
        },
        completion_tokens_details: { text_tokens: 60, image_tokens: 0, reasoning_tokens: 0 },
        cost: 0.0037355,
        cost_details: { prompt: "0.0001355", completion: "0.0036" },
      },
    ],
  },
);

/** The same for operators. */
export const operatorsUsage = Type.Object(
  {
    ...usage.properties,
    cost_details: Type.Optional(
      Type.Object({
        prompt: dollars("The prompt's share."),
        completion: dollars("The output's share."),
        upstream: nullable(dollars("What the provider charges."), "Null: its price isn't known."),
      }),
    ),
  },
  { title: "OperatorsUsage" },
);
