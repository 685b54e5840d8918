import Type from "typebox";
import { describedRoute, json } from "../openapi/described.ts";
import { callHeaders } from "./call-headers.ts";
import { previewRefusals } from "./call-refusals.ts";
import { chatBody } from "./chat.ts";
import { dollars, nullable, oneOf, tokens } from "./values.ts";

const image = Type.Object({
  width: Type.Integer({ minimum: 1, description: "Pixels, as it is shown." }),
  height: Type.Integer({ minimum: 1 }),
  detail: oneOf(["auto", "low", "high", "original"]),
  tiles: nullable(Type.Integer({ minimum: 0 }), "Tiles or patches; null where the rule has none."),
  tokens: tokens("As the provider's rule says."),
  tokens_max: tokens("At most, under every reading of the rule."),
});

const cost = Type.Object({
  prompt: dollars("The prompt, as expected."),
  completion_max: dollars("The most that the output can cost."),
  total_max: dollars("The call's ceiling: the prompt's bound and the most of the output."),
});

const step = Type.Object(
  {
    model: Type.String(),
    prompt_tokens: tokens("The second's with what the first may write."),
    prompt_tokens_max: tokens(),
    max_completion_tokens: tokens("Of the first: what it may take for the description."),
    cost,
    price_version: Type.String(),
  },
  { title: "StepEstimate", description: "What one model's part of a call would cost." },
);

const estimate = Type.Object(
  {
    model: Type.String({ description: "Its id, where an alias was given." }),
    prompt_tokens: tokens("As expected."),
    prompt_tokens_max: tokens("At most: the hold rests on it."),
    prompt_tokens_details: Type.Object({
      text_tokens: tokens(),
      image_tokens: tokens(),
      cached_tokens: tokens("Always 0: what a provider has in its cache is not known before."),
      audio_tokens: tokens(),
    }),
    images: Type.Array(image, { description: "In the order of the request." }),
    max_completion_tokens: tokens("The output limit that would apply."),
    cost,
    hold: dollars("What would be set aside now; where `admitted` is false, the least it takes."),
    admitted: Type.Boolean({ description: "Whether balance and spend limit cover the hold now." }),
    refused: Type.Optional(
      oneOf(["insufficient_balance", "spend_limit_reached"], "Why not; absent where admitted."),
    ),
    price_version: Type.String({ description: "By which price it is reckoned; of two, both." }),
    steps: Type.Optional(
      Type.Array(step, { description: "Of a model `two-step/…`: each part; the rest are sums." }),
    ),
  },
  {
    title: "Estimate",
    examples: [
      {
        model: "gemini-3.1-flash-image-preview",
        prompt_tokens: 271,
        prompt_tokens_max: 275,
        prompt_tokens_details: {
          text_tokens: 13,
          image_tokens: 258,
          cached_tokens: 0,
          audio_tokens: 0,
        },
        images: [
          { width: 1920, height: 1080, detail: "low", tiles: 1, tokens: 258, tokens_max: 258 },
        ],
        max_completion_tokens: 300,
        cost: { prompt: "0.0001355", completion_max: "0.018", total_max: "0.0181375" },
        hold: "0.0181375",
        admitted: true,
        price_version: "flat:gemini-3.1-flash-image-preview:2026-01-01",
      },
    ],
  },
);

const { "Idempotency-Key": _key, ...headers } = callHeaders;

export const estimateCall = describedRoute({
  operationId: "createEstimate",
  tag: "Calls",
  summary: "What a call would cost",
  description:
    "Takes the body of a call and says what it would cost. Pictures at addresses are fetched and " +
    "measured; nothing is sent to a provider, nothing is held, and no request of the account's " +
    "limit is used up. What the call would be refused for is refused here too, but for a " +
    "balance or spend limit that does not cover it: that is `admitted: false`.",
  headers: Type.Object(headers),
  body: chatBody,
  answers: { 200: json("The estimate, at this moment's prices and balance.", estimate) },
  refusals: previewRefusals,
});
