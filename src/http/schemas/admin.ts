import Type from "typebox";
import { spendPeriods } from "../../core/access/account.ts";
import { limits } from "../../core/limits.ts";

const name = Type.String({ minLength: 1, maxLength: limits.nameCharactersMax });
const reference = Type.String({
  pattern: "^[\\x20-\\x7e]{1,128}$",
  description: "Your own name for it, which makes it safe to repeat.",
});
const amount = Type.Union([Type.String(), Type.Number()], {
  description: "Dollars: a decimal string with at most twelve decimals, or a number.",
});
const rpm = Type.Integer({
  minimum: 1,
  maximum: limits.rpmMax,
  description: `Requests per minute; ${limits.rpmDefault} where it is not said.`,
});
const concurrency = Type.Integer({
  minimum: 1,
  maximum: limits.concurrencyMax,
  description: `Calls at once; ${limits.concurrencyDefault} where it is not said.`,
});
const tokens = Type.Integer({
  minimum: 1,
  maximum: limits.tokensMax,
  description: "Of output, in one call; null: the model's own limit.",
});
const modelList = Type.Array(name, {
  maxItems: 1000,
  description: "What it may call; null: every model, later ones included.",
});
const instant = Type.String({ description: "ISO 8601, such as 2027-01-31T00:00:00Z." });

const closed = { additionalProperties: false };

export const accountBody = Type.Object(
  {
    name,
    rpm: Type.Optional(rpm),
    concurrency: Type.Optional(concurrency),
    price_list: Type.Optional(
      Type.Union([name, Type.Null()], {
        description: "A price list of its own; null for the gateway's.",
      }),
    ),
  },
  { ...closed, examples: [{ name: "acme", rpm: 120 }] },
);

export const accountChange = Type.Partial(accountBody, {
  ...closed,
  examples: [{ concurrency: 128 }],
});

export const topUpBody = Type.Object(
  { amount, reference },
  { ...closed, examples: [{ amount: "25.00", reference: "invoice-2041" }] },
);

export const adjustmentBody = Type.Object(
  {
    amount,
    reference,
    reason: name,
    allow_owed: Type.Optional(
      Type.Boolean({ description: "Book what is not available as owed, instead of refusing." }),
    ),
  },
  { ...closed, examples: [{ amount: "-1.50", reason: "chargeback", reference: "cb-7" }] },
);

export const projectBody = Type.Object(
  { account_id: name, name },
  { ...closed, examples: [{ account_id: "acct_01m81jb7gnv1d1298d11wtp9jx", name: "web" }] },
);

const spendLimit = Type.Object(
  {
    amount,
    period: Type.Union(
      spendPeriods.map((period) => Type.Literal(period)),
      { description: "Of the calendar, UTC; a week begins on Monday, and `total` never ends." },
    ),
  },
  {
    additionalProperties: false,
    description: "What it may spend in a period: charged plus held never exceeds it.",
  },
);

const keyTerms = {
  models: Type.Optional(Type.Union([modelList, Type.Null()])),
  output_tokens_max: Type.Optional(Type.Union([tokens, Type.Null()])),
  spend_limit: Type.Optional(Type.Union([spendLimit, Type.Null()])),
  expires_at: Type.Optional(Type.Union([instant, Type.Null()])),
};

export const keyBody = Type.Object(
  { project_id: name, name, ...keyTerms },
  {
    ...closed,
    examples: [
      {
        project_id: "proj_01m81jb7he1a3vrp4apt4bg1dj",
        name: "web-prod",
        output_tokens_max: 1000,
        spend_limit: { amount: "5.00", period: "day" },
      },
    ],
  },
);

export const keyChange = Type.Object(
  { name: Type.Optional(name), disabled: Type.Optional(Type.Boolean()), ...keyTerms },
  { ...closed, examples: [{ disabled: true }] },
);

export const pageQuery = Type.Object({
  after: Type.Optional(Type.String({ description: "The `next` of the page before." })),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: limits.pageMax,
      description: `How many; ${limits.pageDefault} where it is not said.`,
    }),
  ),
});

export const projectsQuery = Type.Object({
  ...pageQuery.properties,
  account_id: Type.Optional(Type.String({ description: "Only those of this account." })),
});

export const keysQuery = Type.Object({
  ...pageQuery.properties,
  account_id: Type.Optional(Type.String({ description: "Only those of this account." })),
  project_id: Type.Optional(Type.String({ description: "Only those of this project." })),
});

export type AccountBody = Type.Static<typeof accountBody>;
export type AccountChange = Type.Static<typeof accountChange>;
export type TopUpBody = Type.Static<typeof topUpBody>;
export type AdjustmentBody = Type.Static<typeof adjustmentBody>;
export type ProjectBody = Type.Static<typeof projectBody>;
export type KeyBody = Type.Static<typeof keyBody>;
export type KeyChange = Type.Static<typeof keyChange>;
export type PageQuery = Type.Static<typeof pageQuery>;
export type ProjectsQuery = Type.Static<typeof projectsQuery>;
export type KeysQuery = Type.Static<typeof keysQuery>;
