import Type from "typebox";
import { roles } from "../../../core/access/operator.ts";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { pageQuery } from "../admin.ts";
import { idOf, instant, listOf, nullable, oneOf } from "../values.ts";

const role = oneOf(
  roles,
  "`owner`: everything; `billing`: reads, and books money; `viewer`: only reads.",
);

const fields = {
  id: Type.String(),
  name: Type.String(),
  role,
  hint: nullable(Type.String(), "The end of the token, to tell operators apart."),
  created_at: nullable(instant("When it was made.")),
};

const example = {
  id: "op_01m81jb7hhwngdrkdxc1m8shd2",
  name: "Ada, bookkeeping",
  role: "billing",
  hint: "…kvUA",
  created_at: "2026-11-22T12:05:26.705Z",
};

const operator = Type.Object(fields, {
  title: "Operator",
  description: "Somebody who runs the gateway. The admin token's owner has neither hint nor date.",
  examples: [example],
});

const newOperator = Type.Object(
  { ...fields, token: Type.String({ description: "Shown this once." }) },
  {
    title: "NewOperator",
    examples: [{ ...example, token: "adm-zT4mBq0y7WcV1sXh9kLrP3nDfGaEuJ2oI5tQkvUA" }],
  },
);

const operatorBody = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax }), role },
  { additionalProperties: false, examples: [{ name: "Ada, bookkeeping", role: "billing" }] },
);

export type OperatorBody = Type.Static<typeof operatorBody>;

export const makeOperator = checkedRoute({
  operationId: "createOperator",
  tag: "Operators",
  summary: "Make an operator",
  body: operatorBody,
  answers: { 201: json("The operator, with its token this once.", newOperator) },
});

export const listOperators = checkedRoute({
  operationId: "listOperators",
  tag: "Operators",
  summary: "All operators",
  description: "Whoever has the admin token is an owner too, and not on the list.",
  querystring: pageQuery,
  answers: { 200: json("A page of them.", listOf(operator, "Operators, oldest first.")) },
});

export const showOperator = checkedRoute({
  operationId: "getOperator",
  tag: "Operators",
  summary: "One operator",
  description: "`me` is whoever asks.",
  params: idOf("an operator, or `me`"),
  answers: { 200: json("The operator.", operator) },
  refusals: ["not_found"],
});

export const deleteOperator = checkedRoute({
  operationId: "deleteOperator",
  tag: "Operators",
  summary: "Delete an operator",
  description: "The very next call with its token is refused.",
  params: idOf("an operator"),
  answers: {
    200: json("It is gone.", Type.Object({ id: Type.String(), deleted: Type.Literal(true) })),
  },
  refusals: ["not_found"],
});
