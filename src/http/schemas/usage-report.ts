import Type from "typebox";
import { limits } from "../../core/limits.ts";
import { describedRoute } from "../openapi/described.ts";
import { usage } from "./usage.ts";
import { dollars, nullable, oneOf, tokens } from "./values.ts";

const filters = {
  from: Type.Optional(
    Type.String({ description: "A day, or an instant of ISO 8601; else the month's first day." }),
  ),
  to: Type.Optional(
    Type.String({ description: "The last day, or an instant before which it ends; else today." }),
  ),
  model: Type.Optional(Type.String({ description: "Only this model." })),
  key_id: Type.Optional(Type.String({ description: "Only this key." })),
  project_id: Type.Optional(Type.String({ description: "Only this project." })),
  after: Type.Optional(Type.String({ description: "The `next` of the page before." })),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: limits.pageMax,
      description: `Of a page; without it and \`after\` up to ${limits.usageRowsMax} at once.`,
    }),
  ),
  format: Type.Optional(oneOf(["json", "csv"], "Also by `Accept: text/csv`.")),
};

const groups = ["day", "model", "key", "project", "session"] as const;
const groupBy = "What a row is; `model` where it is not said. `session` leaves out other calls.";

export const usageQuery = Type.Object(
  { ...filters, group_by: Type.Optional(oneOf(groups, groupBy)) },
  { additionalProperties: false },
);

export const operatorsUsageQuery = Type.Object(
  {
    ...filters,
    account_id: Type.Optional(Type.String({ description: "Only this account." })),
    group_by: Type.Optional(oneOf([...groups, "account"], groupBy)),
  },
  { additionalProperties: false },
);

export type OperatorsUsageAsked = Type.Static<typeof operatorsUsageQuery>;

const counted = {
  calls: tokens("Calls that have ended, those that cost nothing included."),
  usage,
  cost: dollars("What was charged."),
};

const operatorsCounted = {
  ...counted,
  provider_cost: dollars("What providers charge for it, as far as their prices are known."),
  shortfall: dollars("What was due beyond what customers could be charged."),
};

const group = Type.String({ description: "The day, model, key, project, session or account." });

const range = {
  account_id: Type.Union([Type.String(), Type.Null()], { description: "Null: every account." }),
  from: Type.String({ description: "The first day, UTC." }),
  to: Type.String({ description: "The last day, part of the range." }),
  group_by: oneOf([...groups, "account"]),
};

const paging = {
  truncated: Type.Boolean({ description: "There are more groups; `total` has them all." }),
  next: nullable(Type.String(), "What to ask `after` for the next rows; null at the end."),
};

const report = Type.Object(
  {
    ...range,
    total: Type.Object(counted),
    ...paging,
    data: Type.Array(Type.Object({ group, ...counted })),
  },
  { title: "UsageReport", description: "What calls used and cost, by whole days, UTC." },
);

const operatorsReport = Type.Object(
  {
    ...range,
    total: Type.Object(operatorsCounted),
    ...paging,
    data: Type.Array(Type.Object({ group, ...operatorsCounted })),
  },
  { title: "OperatorsUsageReport" },
);

export const usageReportDescription =
  "Days are whole, UTC: a call counts on the day it ended. Days come in their order, other " +
  "groups dearest first.";

function answersOf(schema: Type.TSchema) {
  const content = { "application/json": schema, "text/csv": Type.String() };
  return { 200: { description: "The report.", content } };
}

export const showUsage = describedRoute({
  operationId: "getUsage",
  tag: "Own books",
  summary: "What the account's calls used and cost",
  description: usageReportDescription,
  querystring: usageQuery,
  answers: answersOf(report),
  refusals: ["invalid_request"],
});

export const usageReportAnswer = answersOf(operatorsReport);
