import Type from "typebox";
import { checkedRoute, json } from "../../openapi/described.ts";
import { key, newKey } from "../access.ts";
import { keyBody, keyChange, keysQuery } from "../admin.ts";
import { idOf, listOf } from "../values.ts";

const params = idOf("a key");

export const makeKey = checkedRoute({
  operationId: "createKey",
  tag: "Keys",
  summary: "Make a key",
  members: { belonging: "project_id", leastRole: "owner" },
  body: keyBody,
  answers: { 201: json("The key, with its secret this once.", newKey) },
  refusals: ["not_found", "model_not_found"],
});

export const listKeys = checkedRoute({
  operationId: "listKeys",
  tag: "Keys",
  summary: "All keys",
  members: { belonging: "account_id" },
  querystring: keysQuery,
  answers: { 200: json("A page of them.", listOf(key, "Keys, oldest first.")) },
});

export const showOneKey = checkedRoute({
  operationId: "getKey",
  tag: "Keys",
  summary: "One key",
  members: { belonging: "key" },
  params,
  answers: { 200: json("The key.", key) },
  refusals: ["not_found"],
});

export const alterKey = checkedRoute({
  operationId: "updateKey",
  tag: "Keys",
  summary: "Change a key",
  members: { belonging: "key", leastRole: "owner" },
  description: "Holds from the next request on. What is left out stays as it is.",
  params,
  body: keyChange,
  answers: { 200: json("The key.", key) },
  refusals: ["not_found", "model_not_found"],
});

export const renewKey = checkedRoute({
  operationId: "rotateKey",
  tag: "Keys",
  summary: "Give a key a new secret",
  members: { belonging: "key", leastRole: "owner" },
  description: "The old secret is void at once.",
  params,
  answers: { 200: json("The key, with its new secret this once.", newKey) },
  refusals: ["not_found"],
});

export const removeKey = checkedRoute({
  operationId: "deleteKey",
  tag: "Keys",
  summary: "Delete a key",
  members: { belonging: "key", leastRole: "owner" },
  description: "Its next call is refused. What it spent stays on record.",
  params,
  answers: {
    200: json("It is gone.", Type.Object({ id: Type.String(), deleted: Type.Literal(true) })),
  },
  refusals: ["not_found"],
});
