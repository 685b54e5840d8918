import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { pageQuery } from "../admin.ts";
import { operatorsRecord, status } from "../record.ts";
import { session, statementAnswer, statementDescription, statementsQuery } from "../statements.ts";
import { operatorsUsageQuery, usageReportAnswer, usageReportDescription } from "../usage-report.ts";
import { idOf, listOf, oneOf } from "../values.ts";

export const showUsageOfAccounts = checkedRoute({
  operationId: "getUsageOfAccounts",
  tag: "Books",
  summary: "What all calls used, cost and earned",
  members: { belonging: "account_id" },
  description: usageReportDescription,
  querystring: operatorsUsageQuery,
  answers: usageReportAnswer,
});

const ofAccount = Type.String({ description: "Whose they are." });

const statementsOfQuery = Type.Object(
  { account_id: ofAccount, ...statementsQuery.properties },
  { additionalProperties: false },
);

export type StatementsOfQuery = Type.Static<typeof statementsOfQuery>;

export const showStatementsOfAccount = checkedRoute({
  operationId: "getStatementsOfAccount",
  tag: "Books",
  summary: "An account's statement of a month, or of all months",
  members: { belonging: "account_id" },
  description: statementDescription,
  querystring: statementsOfQuery,
  answers: { 200: statementAnswer },
  refusals: ["not_found"],
});

const sessionsQuery = Type.Object(
  {
    account_id: ofAccount,
    status: Type.Optional(oneOf(["open", "settled"])),
    ...pageQuery.properties,
  },
  { additionalProperties: false },
);

export type SessionsQuery = Type.Static<typeof sessionsQuery>;

export const listSessions = checkedRoute({
  operationId: "listSessions",
  tag: "Books",
  summary: "An account's sessions",
  members: { belonging: "account_id" },
  querystring: sessionsQuery,
  answers: { 200: json("A page of them.", listOf(session, "By id and opening.")) },
  refusals: ["not_found"],
});

const sessionQuery = Type.Object({ account_id: ofAccount }, { additionalProperties: false });

export type SessionQuery = Type.Static<typeof sessionQuery>;

const params = idOf("a session, as calls name it");

export const showSessionOfAccount = checkedRoute({
  operationId: "getSessionOfAccount",
  tag: "Books",
  summary: "One session of an account",
  members: { belonging: "account_id" },
  description: "Of an id that was settled and used again, the newest opening.",
  params,
  querystring: sessionQuery,
  answers: { 200: json("The session.", session) },
  refusals: ["not_found"],
});

export const settleSessionOfAccount = checkedRoute({
  operationId: "settleSessionOfAccount",
  tag: "Books",
  summary: "Settle a session of an account",
  members: { belonging: "account_id", leastRole: "billing" },
  description: "As its own caller would. Settling again changes nothing.",
  leastRole: "billing",
  params,
  body: Type.Object(
    { account_id: ofAccount },
    {
      additionalProperties: false,
      examples: [{ account_id: "acct_01m81jb7gnv1d1298d11wtp9jx" }],
    },
  ),
  answers: { 200: json("The session, as its line on the statement.", session) },
  refusals: ["not_found"],
});

const only = (what: string) => Type.Optional(Type.String({ description: `Only ${what}.` }));

const callsQuery = Type.Object(
  {
    ...pageQuery.properties,
    account_id: only("of this account"),
    project_id: only("of this project"),
    key_id: only("with this key"),
    session_id: only("in this session"),
    model: only("to this model"),
    status: Type.Optional(status),
    from: only("placed from here on: a day, or an instant of ISO 8601"),
    to: only("placed until here: the last day, or an instant before which it ends"),
  },
  { additionalProperties: false },
);

export type CallsQuery = Type.Static<typeof callsQuery>;

export const listCalls = checkedRoute({
  operationId: "listCalls",
  tag: "Books",
  summary: "All calls",
  members: { belonging: "account_id" },
  description: "Running ones too. Never a prompt or an answer.",
  querystring: callsQuery,
  answers: { 200: json("A page of them.", listOf(operatorsRecord, "Records, newest first.")) },
});

export const showCallOfAccount = checkedRoute({
  operationId: "getCall",
  tag: "Books",
  summary: "One call",
  members: { belonging: "call" },
  params: Type.Object({
    id: Type.String({ maxLength: limits.pathCharactersMax, description: "The call's id." }),
  }),
  answers: { 200: json("The record.", operatorsRecord) },
  refusals: ["not_found"],
});
