import Type from "typebox";
import { spendPeriods } from "../../core/access/account.ts";
import { dollars, instant, nullable, oneOf, tokens } from "./values.ts";

const id = Type.String();
const createdAt = instant("When it was made.");
const rpm = Type.Integer({ minimum: 1, description: "Requests per minute." });
const concurrency = Type.Integer({ minimum: 1, description: "Calls at once." });

const money = {
  posted: dollars("Paid in, less what was charged."),
  held: dollars("Set aside for running calls."),
  available: dollars("`posted` less `held`; never negative."),
  owed: dollars("Taken beyond the balance by an adjustment; the next money in pays it first."),
};

export const balance = Type.Object(money, {
  title: "Balance",
  examples: [{ posted: "25.00", held: "0.0181375", available: "24.9818625", owed: "0.00" }],
});

export const ownBalance = Type.Object(
  {
    account_id: id,
    name: Type.String({ description: "The account's name." }),
    currency: Type.Literal("USD"),
    ...money,
  },
  {
    examples: [
      {
        account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
        name: "acme",
        currency: "USD",
        posted: "4.9651535",
        held: "0.00",
        available: "4.9651535",
        owed: "0.00",
      },
    ],
  },
);

const monthsSpend = Type.Object({
  cycle: Type.String({ description: "This month, UTC." }),
  calls: tokens("Calls that have ended in it."),
  cost: dollars("What was charged for them."),
});

export const account = Type.Object(
  {
    id,
    name: Type.String(),
    kind: Type.Literal("customer"),
    rpm,
    concurrency,
    price_list: nullable(Type.String(), "Its own price list; null for the gateway's."),
    created_at: createdAt,
    balance: nullable(balance),
    running: Type.Integer({ minimum: 0, description: "Its calls that run now." }),
    spend: Type.Optional(Type.Object(monthsSpend.properties, { description: "Not in lists." })),
  },
  {
    title: "Account",
    examples: [
      {
        id: "acct_01m81jb7gnv1d1298d11wtp9jx",
        name: "acme",
        kind: "customer",
        rpm: 120,
        concurrency: 64,
        price_list: null,
        created_at: "2026-11-22T12:05:26.677Z",
        balance: { posted: "25.00", held: "0.00", available: "25.00", owed: "0.00" },
        running: 0,
        spend: { cycle: "2026-11", calls: 0, cost: "0.00" },
      },
    ],
  },
);

/** An account that is the operator's own has books, and no terms. */
export const ownersAccount = Type.Object(
  { id, name: Type.String(), kind: Type.Literal("operator"), balance },
  {
    title: "OwnersAccount",
    description: "The operator's own: what customers could not be charged.",
  },
);

export const project = Type.Object(
  { id, account_id: id, name: Type.String(), created_at: createdAt },
  {
    title: "Project",
    examples: [
      {
        id: "proj_01m81jb7he1a3vrp4apt4bg1dj",
        account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
        name: "web",
        created_at: "2026-11-22T12:05:26.702Z",
      },
    ],
  },
);

const keyFields = {
  id,
  project_id: id,
  account_id: id,
  name: Type.String(),
  hint: Type.String({ description: "The end of its secret, to tell keys apart." }),
  models: nullable(
    Type.Array(Type.String()),
    "What it may call; null: every model, later ones too.",
  ),
  output_tokens_max: nullable(tokens(), "Of one call; null: the model's own limit."),
  spend_limit: nullable(
    Type.Object({
      amount: dollars("What it may spend in a period."),
      period: oneOf(spendPeriods),
      spent: dollars("Charged in the running period."),
      held: dollars("Set aside for its running calls."),
    }),
    "Null: only the balance limits it.",
  ),
  expires_at: nullable(instant("From then on it is refused.")),
  disabled: Type.Boolean(),
  created_at: createdAt,
  last_used_at: nullable(
    instant("When its newest call ended or, where it still runs, began."),
    "Null: it was never used.",
  ),
  spend: monthsSpend,
};

const keyExample = {
  id: "key_01m81jb7hhwngdrkdxc1m8shd2",
  project_id: "proj_01m81jb7he1a3vrp4apt4bg1dj",
  account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
  name: "web-prod",
  hint: "…uJ2o",
  models: null,
  output_tokens_max: 1000,
  spend_limit: { amount: "5.00", period: "day", spent: "1.204", held: "0.00" },
  expires_at: null,
  disabled: false,
  created_at: "2026-11-22T12:05:26.705Z",
  last_used_at: "2026-11-22T12:06:41.190Z",
  spend: { cycle: "2026-11", calls: 34, cost: "1.204" },
};

export const key = Type.Object(keyFields, { title: "Key", examples: [keyExample] });

const { id: keyId, ...keyTerms } = keyFields;
const { id: exampleId, ...exampleTerms } = keyExample;

export const newKey = Type.Object(
  {
    id: keyId,
    secret: Type.String({ description: "What callers send. Shown this once." }),
    ...keyTerms,
  },
  {
    title: "NewKey",
    examples: [{ id: exampleId, secret: "sk-zT4mBq0y7WcV1sXh9kLrP3nDfGaEuJ2o", ...exampleTerms }],
  },
);

export const ownKey = Type.Object(
  {
    ...keyFields,
    account_name: Type.String(),
    limits: Type.Object({ rpm, concurrency }, { description: "Those of its account." }),
  },
  { examples: [{ ...keyExample, account_name: "acme", limits: { rpm: 120, concurrency: 64 } }] },
);
