import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { replayReasons } from "../../../core/planning/replay-call.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { tokens as count, dollars, nullable, oneOf } from "../values.ts";

const only = (what: string) => Type.Optional(Type.String({ description: `Only ${what}.` }));

const query = Type.Object(
  {
    from: only("calls placed from here on: a day, or an instant of ISO 8601"),
    to: only("calls placed until here: the last day, or an instant before which it ends"),
    account_id: only("this account's calls"),
    model: Type.Optional(
      Type.String({ description: "Models to compare with, parted by commas. Default: all." }),
    ),
    list: Type.Optional(
      Type.String({ description: "By this list's prices. Default: what each account would pay." }),
    ),
    version: Type.Optional(
      Type.String({ description: "Price versions to compare with, parted by commas." }),
    ),
    after: Type.Optional(Type.String({ description: "`next` of the answer before." })),
  },
  { additionalProperties: false },
);

export type ReplayAsked = Type.Static<typeof query>;

const amount = (description: string) =>
  Type.String({ pattern: "^-?\\d+\\.\\d{2,12}$", description });

const row = Type.Object({
  target: Type.String({ description: "The model, the price version, or `same`: its own model." }),
  model: nullable(Type.String(), "Null for `same`."),
  price_version: nullable(Type.String(), "Where one was asked for by name."),
  calls: count("Calls that were compared; the amounts are of these."),
  recorded: dollars("What they were charged."),
  cost: dollars("What they would be charged here, as expected."),
  cost_min: dollars("If their text counted as little as any script does."),
  cost_max: dollars("If it counted as much, with nothing cached and pictures at their bound."),
  saving: amount("`recorded` less `cost`; below zero it would be dearer."),
  pictures_recounted: count("Calls whose pictures were counted by this model's rule."),
  text_translated: count("Calls whose text was carried over from another tokenizer by a ratio."),
  may_think: Type.Boolean({ description: "Its own hidden reasoning would come on top." }),
  not_compared: Type.Array(
    Type.Object({
      reason: oneOf(Object.keys(replayReasons)),
      meaning: Type.String(),
      calls: count(),
    }),
    { description: "The other calls, by why they could not be compared." },
  ),
});

const report = Type.Object(
  {
    calls_read: count("Records that were looked at, the newest first."),
    calls: count("Of those, calls that were charged and used something."),
    recorded: dollars("What these were charged."),
    list: nullable(Type.String(), "The list asked for."),
    next: nullable(
      Type.String(),
      `For \`after\`, to have the next ${limits.replayCallsMax} calls and add up; null: all read.`,
    ),
    data: Type.Array(row, { description: "In the order asked; first each call's own model." }),
  },
  {
    title: "Replay",
    description: "Recorded calls, re-priced on other models or at other prices.",
    examples: [
      {
        calls_read: 2,
        calls: 2,
        recorded: "0.06",
        list: null,
        next: null,
        data: [
          {
            target: "gpt-4o-mini",
            model: "gpt-4o-mini",
            price_version: null,
            calls: 1,
            recorded: "0.03",
            cost: "0.0003",
            cost_min: "0.0003",
            cost_max: "0.0003",
            saving: "0.0297",
            pictures_recounted: 1,
            text_translated: 0,
            may_think: false,
            not_compared: [
              { reason: "hidden_reasoning", meaning: replayReasons.hidden_reasoning, calls: 1 },
            ],
          },
        ],
      },
    ],
  },
);

export const showReplay = checkedRoute({
  operationId: "getReplay",
  tag: "Books",
  summary: "Recorded calls on other models or at other prices",
  description:
    "What calls of the past would have cost elsewhere, by the tokens in their records. Prompts " +
    "and answers are not kept, and nothing is sent anywhere.",
  querystring: query,
  answers: { 200: json("The comparison, of one stretch of records.", report) },
  refusals: ["model_not_found", "not_found"],
});
