import Type from "typebox";
import { limits } from "../../core/limits.ts";

const name = Type.String({ minLength: 1, maxLength: limits.nameCharactersMax });
const reference = Type.String({ pattern: "^[\\x20-\\x7e]{1,128}$" });
const amount = Type.Union([Type.String(), Type.Number()], {
  description: "Dollars: a decimal string with at most twelve decimals, or a number.",
});
const rpm = Type.Integer({ minimum: 1, maximum: limits.rpmMax });
const concurrency = Type.Integer({ minimum: 1, maximum: limits.concurrencyMax });
const tokens = Type.Integer({ minimum: 1, maximum: limits.tokensMax });
const modelList = Type.Array(name, { maxItems: 1000 });
const instant = Type.String({ description: "ISO 8601, such as 2027-01-31T00:00:00Z." });

const closed = { additionalProperties: false };

export const accountBody = Type.Object(
  {
    name,
    rpm: Type.Optional(rpm),
    concurrency: Type.Optional(concurrency),
    price_list: Type.Optional(Type.Union([name, Type.Null()])),
  },
  closed,
);

export const accountChange = Type.Partial(accountBody, closed);

export const topUpBody = Type.Object({ amount, reference }, closed);

export const adjustmentBody = Type.Object(
  { amount, reference, reason: name, allow_owed: Type.Optional(Type.Boolean()) },
  closed,
);

export const projectBody = Type.Object({ account_id: name, name }, closed);

const keyTerms = {
  models: Type.Optional(Type.Union([modelList, Type.Null()])),
  output_tokens_max: Type.Optional(Type.Union([tokens, Type.Null()])),
  expires_at: Type.Optional(Type.Union([instant, Type.Null()])),
};

export const keyBody = Type.Object({ project_id: name, name, ...keyTerms }, closed);

export const keyChange = Type.Object(
  { name: Type.Optional(name), disabled: Type.Optional(Type.Boolean()), ...keyTerms },
  closed,
);

export const pageQuery = Type.Object({
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageMax })),
});

export type AccountBody = Type.Static<typeof accountBody>;
export type AccountChange = Type.Static<typeof accountChange>;
export type TopUpBody = Type.Static<typeof topUpBody>;
export type AdjustmentBody = Type.Static<typeof adjustmentBody>;
export type ProjectBody = Type.Static<typeof projectBody>;
export type KeyBody = Type.Static<typeof keyBody>;
export type KeyChange = Type.Static<typeof keyChange>;
export type PageQuery = Type.Static<typeof pageQuery>;
