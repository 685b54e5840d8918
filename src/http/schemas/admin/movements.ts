import Type from "typebox";
import { checkedRoute, json } from "../../openapi/described.ts";
import { balance } from "../access.ts";
import { adjustmentBody, topUpBody } from "../admin.ts";
import { dollars, idOf, instant, nullable } from "../values.ts";

const movement = Type.Object(
  {
    id: Type.String(),
    account_id: Type.String(),
    amount: dollars("Negative where it was taken away."),
    reference: Type.String(),
    reason: nullable(Type.String(), "Of an adjustment."),
    owed: dollars("The part that paid what was owed, or that is owed from now on."),
    created_at: instant("When it was booked."),
    repeated: Type.Boolean({ description: "It had been booked before; nothing changed now." }),
    balance,
  },
  {
    title: "Movement",
    examples: [
      {
        id: "topup:acct_01m81jb7gnv1d1298d11wtp9jx:invoice-2041",
        account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
        amount: "25.00",
        reference: "invoice-2041",
        reason: null,
        owed: "0.00",
        created_at: "2026-11-22T12:05:26.689Z",
        repeated: false,
        balance: { posted: "25.00", held: "0.00", available: "25.00", owed: "0.00" },
      },
    ],
  },
);

const params = idOf("an account");

export const topUpAccount = checkedRoute({
  operationId: "topUpAccount",
  tag: "Accounts",
  summary: "Pay in",
  description:
    "The reference makes it safe to repeat: the same reference and amount answers the first " +
    "top-up, another amount is refused.",
  leastRole: "billing",
  params,
  body: topUpBody,
  answers: { 201: json("What was booked.", movement) },
  refusals: ["not_found", "conflict"],
});

export const adjustAccount = checkedRoute({
  operationId: "adjustAccount",
  tag: "Accounts",
  summary: "Refund, correct, charge back",
  description:
    "A negative amount takes away. More than is available is refused, unless `allow_owed` books " +
    "the rest as owed.",
  leastRole: "billing",
  params,
  body: adjustmentBody,
  answers: { 201: json("What was booked.", movement) },
  refusals: ["insufficient_balance", "not_found", "conflict"],
});
