import Type from "typebox";
import { type Answer, describedRoute, json } from "../openapi/described.ts";
import { pageQuery } from "./admin.ts";
import { dollars, instant, nullable, oneOf, tokens } from "./values.ts";

const mills = Type.Integer({ minimum: 0, description: "Whole mills of $0.001." });
const fraction = (description: string) => dollars(description);

export const session = Type.Object(
  {
    id: Type.String({ description: "As calls name it in `session_id`." }),
    account_id: Type.String(),
    opening: Type.Integer({
      minimum: 1,
      description: "A settled id that is used again opens the next one.",
    }),
    status: oneOf(["open", "settled"]),
    calls: tokens("Calls that have ended in it."),
    charged: dollars("The exact sum of their charges."),
    mills: nullable(mills, "Null while it is open."),
    carried: nullable(
      fraction("What is below one mill, and carried on."),
      "Null while it is open.",
    ),
    cycle: nullable(Type.String(), "The cycle that it was settled in; null while it is open."),
    opened_at: instant("When its first call was placed."),
    last_at: instant("When anything happened in it last."),
    settled_at: nullable(instant("When it was settled.")),
  },
  {
    title: "Session",
    description: "Calls that belong together, settled as one line of a statement.",
    examples: [
      {
        id: "conversation-17",
        account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
        opening: 1,
        status: "settled",
        calls: 12,
        charged: "0.0341605",
        mills: 34,
        carried: "0.0001605",
        cycle: "2026-11",
        opened_at: "2026-11-22T12:05:26.677Z",
        last_at: "2026-11-22T12:31:02.114Z",
        settled_at: "2026-11-22T12:31:10.902Z",
      },
    ],
  },
);

const line = Type.Object(
  {
    id: Type.String({ description: "Its place in the statement." }),
    session_id: nullable(Type.String(), "Null where a call named none and is its own session."),
    call_id: nullable(Type.String(), "The call that is its own session."),
    calls: tokens("Calls in it."),
    charged: dollars("The exact sum of their charges."),
    mills,
    carried: fraction("What is below one mill, and carried to the next cycle."),
    settled_at: instant("When it was settled."),
  },
  { title: "StatementLine" },
);

const summary = {
  account_id: Type.String(),
  cycle: Type.String({ description: "A calendar month, UTC." }),
  status: oneOf(["open", "closed"], "The running month is open: more may be settled in it."),
  lines: tokens("How many lines it has."),
  carry_in: fraction("Carried in from the cycle before."),
  charged: dollars("The exact sum of the lines' charges."),
  mills: Type.Integer({
    minimum: 0,
    description: "Settled: the whole mills of each line, and those gathered in `carry_in`.",
  }),
  settled: dollars("The settled mills in dollars."),
  carry_out: fraction("Carried to the next cycle: what of the lines and of `carry_in` is left."),
  arithmetic: Type.String({ description: "The same as one equation." }),
};

const summaryExample = {
  account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
  cycle: "2026-11",
  status: "open",
  lines: 1,
  carry_in: "0.0019",
  charged: "0.0341605",
  mills: 35,
  settled: "0.035",
  carry_out: "0.0010605",
  arithmetic:
    "$0.0019 carried in + $0.0341605 charged = 35 mills ($0.035) settled + $0.0010605 carried out",
};

const cycle = Type.Object(summary, { title: "Cycle", examples: [summaryExample] });

const statement = Type.Object(
  {
    ...summary,
    data: Type.Array(line, { description: "Its lines, in the order in which they were settled." }),
    next: nullable(Type.String(), "What to give as `after` for the next page of lines."),
  },
  { title: "Statement", description: "One cycle's statement. It moves no money." },
);

export const statementsQuery = Type.Object(
  {
    ...pageQuery.properties,
    cycle: Type.Optional(
      Type.String({ description: "Such as 2026-11; without it, the list of all cycles." }),
    ),
    format: Type.Optional(oneOf(["json", "csv"], "Also by `Accept: text/csv`.")),
  },
  { additionalProperties: false },
);

export type StatementsQuery = Type.Static<typeof statementsQuery>;

const cycles = Type.Object({
  data: Type.Array(cycle, { description: "Cycles, oldest first." }),
  next: nullable(Type.String(), "What to give as `after` for the next page."),
});

export const statementAnswer: Answer = {
  description: "The statement, or the cycles.",
  content: { "application/json": Type.Union([statement, cycles]), "text/csv": Type.String() },
};

export const statementDescription =
  "Always: `carry_in` and `charged` together are `settled` and `carry_out` together. The running " +
  "month is open and changes. CSV has the same numbers, and always all lines.";

export const showStatements = describedRoute({
  operationId: "getStatements",
  tag: "Own books",
  summary: "A month's statement in mills, or all months",
  description: statementDescription,
  querystring: statementsQuery,
  answers: { 200: statementAnswer },
  refusals: ["invalid_request"],
});

const params = Type.Object({
  id: Type.String({ description: "The session, as calls name it in `session_id`." }),
});

export const showSession = describedRoute({
  operationId: "getSession",
  tag: "Own books",
  summary: "One session",
  description: "Of an id that was settled and used again, the newest opening.",
  params,
  answers: { 200: json("The session.", session) },
  refusals: ["not_found"],
});

export const settleOwnSession = describedRoute({
  operationId: "settleSession",
  tag: "Own books",
  summary: "Settle a session",
  description:
    "Its whole mills go on this month's statement, the fraction below one mill to the next. No " +
    "money moves: each call was charged when it ended. Settling again changes nothing; a call " +
    "that ends later opens the session anew. Sessions that lie idle are settled by themselves.",
  params,
  answers: { 200: json("The session, as its line on the statement.", session) },
  refusals: ["not_found"],
});
