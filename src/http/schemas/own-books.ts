import { describedRoute, json } from "../openapi/described.ts";
import { ownBalance, ownKey } from "./access.ts";

export const showOwnKey = describedRoute({
  operationId: "getOwnKey",
  tag: "Own books",
  summary: "What this key is and may do",
  answers: { 200: json("The key, without its secret.", ownKey) },
});

export const showOwnBalance = describedRoute({
  operationId: "getOwnBalance",
  tag: "Own books",
  summary: "What the account has",
  answers: { 200: json("The balance, at this moment.", ownBalance) },
  refusals: ["not_found"],
});
