import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { tokens as count } from "../values.ts";

const only = (what: string) => Type.Optional(Type.String({ description: `Only ${what}.` }));

const query = Type.Object(
  {
    from: only("calls placed from here on: a day, or an instant of ISO 8601"),
    to: only("calls placed until here: the last day, or an instant before which it ends"),
    model: only("calls to this model"),
  },
  { additionalProperties: false },
);

export type DriftAsked = Type.Static<typeof query>;

const permille = (description: string) => Type.Integer({ description });

const drift = Type.Object({
  model: Type.String(),
  calls: count("Completed calls whose usage the provider reported."),
  median_permille: permille("As many calls were billed more as were billed less."),
  p95_permille: permille("95 of 100 calls are not further off, to either side."),
  worst_permille: permille("The furthest off, to either side."),
  worst_call: Type.String({ description: "The id of that call." }),
  bounded: count("Calls whose bound was kept; older records have none."),
  bound_broken: count("How many of those were billed beyond their bound."),
});

const report = Type.Object(
  {
    calls_read: count("Completed calls that were looked at, the newest first."),
    truncated: Type.Boolean({
      description: `There are more than ${limits.driftCallsMax} of them; older ones were not read.`,
    }),
    data: Type.Array(drift, { description: "By model." }),
  },
  {
    title: "DriftReport",
    description:
      "Prompt tokens as billed against what was expected before, in thousandths of what was " +
      "expected, rounded away from zero. Above 0 more was billed.",
    examples: [
      {
        calls_read: 60,
        truncated: false,
        data: [
          {
            model: "gemini-3.5-flash",
            calls: 60,
            median_permille: -8,
            p95_permille: -213,
            worst_permille: 297,
            worst_call: "chatcmpl-01m81qn7fy33fycg2xsvw45wq5",
            bounded: 60,
            bound_broken: 0,
          },
        ],
      },
    ],
  },
);

export const showDrift = checkedRoute({
  operationId: "getDrift",
  tag: "Books",
  summary: "How far bills lie from what was expected",
  description: "Only calls that completed and whose usage the provider itself reported.",
  querystring: query,
  answers: { 200: json("The report.", report) },
});
