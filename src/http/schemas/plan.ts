import Type from "typebox";
import { limits } from "../../core/limits.ts";
import { describedRoute, json } from "../openapi/described.ts";
import { dollars, nullable, oneOf, tokens } from "./values.ts";

const planTokens = (description?: string) =>
  Type.Integer({
    minimum: 0,
    maximum: limits.plannedTokensMax,
    ...(description === undefined ? {} : { description }),
  });

const step = Type.Object({ from: planTokens(), to: planTokens(), count: Type.Integer() });

const distribution = Type.Union(
  [
    planTokens("Always so many."),
    Type.Object({ range: Type.Array(planTokens(), { minItems: 2, maxItems: 2 }) }),
    Type.Object({
      lognormal: Type.Object(
        { p50: planTokens(), p95: planTokens(), max: planTokens() },
        { description: "Half are shorter than `p50`, one in twenty longer than `p95`." },
      ),
    }),
    Type.Object({ values: Type.Array(planTokens(), { description: "As they were recorded." }) }),
    Type.Object({ histogram: Type.Array(step) }),
  ],
  { title: "TokenDistribution" },
);

const image = Type.Object(
  {
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.picturesMax })),
    width: Type.Optional(Type.Integer({ minimum: 1, description: "Pixels." })),
    height: Type.Optional(Type.Integer({ minimum: 1 })),
    detail: Type.Optional(oneOf(["auto", "low", "high", "original"])),
    tokens: Type.Optional(planTokens("In the place of a size, the same on every model.")),
  },
  { title: "PlannedImage" },
);

const history = oneOf(
  ["once", "resent", "described"],
  "Pictures of earlier turns: left out, sent again, or a description in the place of all.",
);

const workloadFields = {
  name: Type.Optional(Type.String()),
  about: Type.Optional(Type.String()),
  calls_per_day: Type.Optional(Type.Integer({ minimum: 1, description: "This, or the next." })),
  conversations_per_day: Type.Optional(Type.Integer({ minimum: 1 })),
  days_per_month: Type.Optional(Type.Integer({ minimum: 1, maximum: 31, default: 30 })),
  turns: Type.Optional(
    Type.Integer({ minimum: 1, maximum: limits.plannedTurnsMax, description: "Calls in a row." }),
  ),
  system_tokens: Type.Optional(planTokens("What every call begins with.")),
  prompt_tokens: distribution,
  output_tokens: distribution,
  max_tokens: Type.Optional(planTokens("Answers are cut here.")),
  images: Type.Optional(Type.Array(image, { description: "New in every turn." })),
  image_history: Type.Optional(history),
  description_tokens: Type.Optional(planTokens("Of a description in a picture's place; 50.")),
  instruction_tokens: Type.Optional(planTokens("Of what asks for a description; 60.")),
  described_by: Type.Optional(Type.String({ description: "Else the cheapest that sees." })),
  cacheable_share: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: "Of what a call repeats; 0." }),
  ),
  counted_in: Type.Optional(
    oneOf(["model", "o200k_base"], "Whose tokens these are: each model's own, or this one's."),
  ),
  needs: Type.Optional(Type.Array(oneOf(["vision", "tools", "json"]))),
  first_token_ms_max: Type.Optional(Type.Integer({ minimum: 1 })),
  first_token_ms: Type.Optional(
    Type.Record(Type.String(), Type.Integer({ minimum: 1 }), { description: "As measured." }),
  ),
  models: Type.Optional(Type.Array(Type.String(), { description: "Else all of the key's." })),
};

export const workload = Type.Object(
  {
    ...workloadFields,
    seed: Type.Optional(Type.Integer({ minimum: 0, description: "1" })),
    compare: Type.Optional(Type.Array(Type.String(), { minItems: 2, maxItems: 2 })),
    what_if: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: "Fields of the workload as they might be, and `detail` of all pictures.",
      }),
    ),
  },
  {
    title: "Workload",
    examples: [
      {
        calls_per_day: 10_000,
        images: [{ width: 1024, height: 1024, detail: "low" }],
        prompt_tokens: 30,
        output_tokens: { range: [30, 50] },
        models: ["gemini-3.1-flash-image-preview", "claude-3-5-haiku"],
      },
    ],
  },
);

const spread = Type.Object(
  {
    mean: dollars("Rounded to a picodollar."),
    p50: dollars("Half cost this at most."),
    p95: dollars("Nineteen in twenty cost this at most."),
    least: dollars("Where everything is as short as it can be."),
    worst: dollars("Where everything is as long as it can be."),
  },
  { title: "CostSpread" },
);

const percent = Type.Number({ description: "To a tenth." });
const saving = Type.Number({ description: "Percent, to a tenth; below 0 it is dearer." });
const share = Type.Object({ cost: dollars("Of a mean call."), percent });

const cost = Type.Object({
  call: spread,
  conversation: spread,
  day: dollars("At the mean."),
  month: dollars("At the mean."),
  split: Type.Object({
    prompt_text: share,
    prompt_images: share,
    completion: share,
    descriptions: share,
  }),
});

const breakEven = Type.Object(
  {
    below: Type.String({ description: "The model that is cheaper for shorter answers." }),
    above: Type.String({ description: "The model that is cheaper from `output_tokens` on." }),
    output_tokens: nullable(tokens(), "Null where one is cheaper at any length."),
  },
  { title: "BreakEven" },
);

const mean = Type.Number({ minimum: 0, description: "Of a mean call." });

const planned = Type.Object(
  {
    model: Type.String(),
    price_version: Type.String(),
    verdict: oneOf(["recommended", "with_caution", "not_recommended"]),
    reason: Type.String({ description: "In one line." }),
    cost: nullable(cost, "Null where the workload can't be sent to the model."),
    tokens: nullable(Type.Object({ prompt_text: mean, prompt_images: mean, completion: mean })),
    caching: nullable(
      Type.Object({
        share: Type.Number({ description: "Of what a call repeats." }),
        without: dollars("A mean conversation that the cache serves nothing of."),
        with: dollars("One that it serves this share of."),
      }),
      "Null where the price makes no difference.",
    ),
    pictures: nullable(
      Type.Array(
        Type.Object({
          image_history: history,
          image_tokens: tokens("Of one conversation."),
          description_tokens: tokens("Of one conversation."),
          described_by: nullable(Type.String()),
          conversation: nullable(dollars("A mean one.")),
        }),
      ),
      "What sending pictures in each of the three ways costs.",
    ),
    two_step: nullable(
      Type.Object({
        model: Type.String({ description: "What to ask for, so that both are one call." }),
        vision: Type.String({ description: "Describes the pictures." }),
        writer: Type.String({ description: "The cheapest other one: writes the answer." }),
        call: dollars("Both steps of a mean call."),
        saving_percent: saving,
      }),
    ),
    break_even: nullable(breakEven, "Against the cheapest that fits."),
    cheaper: Type.Array(
      Type.Object({
        change: Type.String({ description: "As `what_if` takes it." }),
        call: dollars("A mean one."),
        saving_percent: saving,
      }),
      { description: "The largest saving first; what saves less than 5 % is left out." },
    ),
    what_if: nullable(
      Type.Object({
        call: dollars("A mean one."),
        month: dollars("At the mean."),
        saving_percent: saving,
      }),
    ),
  },
  { title: "PlannedModel" },
);

export const planShape = Type.Object(
  {
    object: Type.Literal("plan"),
    name: Type.String(),
    about: Type.String(),
    seed: Type.Integer(),
    simulated_calls: Type.Integer({ description: "For each model." }),
    calls_per_day: Type.Integer(),
    conversations_per_day: Type.Number(),
    days_per_month: Type.Integer(),
    turns: Type.Integer(),
    models: Type.Array(planned, { description: "By verdict, and the cheapest first." }),
    compared: nullable(
      Type.Object({ models: Type.Array(Type.String()), break_even: nullable(breakEven) }),
    ),
  },
  { title: "Plan" },
);

export const createPlan = describedRoute({
  operationId: "createPlan",
  tag: "Calls",
  summary: "What a workload would cost, model by model",
  description:
    "Takes a workload and says what it would cost on each model that the key may use, at the " +
    "account's prices: per call, conversation, day and month, with a verdict, what would make it " +
    "cheaper, and the way in two steps. Nothing is sent to a provider, held or charged. The " +
    "same workload and seed give the same bytes while prices are the same.",
  body: workload,
  answers: { 200: json("The plan, at this moment's prices.", planShape) },
  refusals: ["model_not_available", "body_too_large", "overloaded", "model_not_priced"],
});
