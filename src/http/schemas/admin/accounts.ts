import Type from "typebox";
import { checkedRoute, json } from "../../openapi/described.ts";
import { account, ownersAccount } from "../access.ts";
import { accountBody, accountChange, pageQuery } from "../admin.ts";
import { idOf, listOf } from "../values.ts";

const params = idOf("an account");

export const makeAccount = checkedRoute({
  operationId: "createAccount",
  tag: "Accounts",
  summary: "Make an account",
  body: accountBody,
  answers: { 201: json("The account.", account) },
});

export const listAccounts = checkedRoute({
  operationId: "listAccounts",
  tag: "Accounts",
  summary: "All accounts",
  querystring: pageQuery,
  answers: {
    200: json(
      "A page of them.",
      listOf(Type.Union([account, ownersAccount]), "Oldest first; the operator's own comes last."),
    ),
  },
});

export const showAccount = checkedRoute({
  operationId: "getAccount",
  tag: "Accounts",
  summary: "One account",
  members: { belonging: "account" },
  description:
    "The account `shortfall` is the operator's own: what providers reported beyond what " +
    "customers could be charged.",
  params,
  answers: { 200: json("The account.", Type.Union([account, ownersAccount])) },
  refusals: ["not_found"],
});

export const alterAccount = checkedRoute({
  operationId: "updateAccount",
  tag: "Accounts",
  summary: "Change an account",
  description: "Holds from the next request on. What is left out stays as it is.",
  params,
  body: accountChange,
  answers: { 200: json("The account.", account) },
  refusals: ["not_found"],
});
