import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { pageQuery } from "../admin.ts";
import { examples } from "../examples.ts";
import { dollars, instant, listOf, nullable, oneOf } from "../values.ts";

const sequence = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const entriesQuery = Type.Object({
  account_id: Type.Optional(
    Type.String({ description: "Whose journal; without it, those of all accounts in one." }),
  ),
  subject: Type.Optional(
    Type.String({
      description: "Only what belongs to this call or movement; with `account_id` alone.",
    }),
  ),
  after: Type.Optional(
    Type.Integer({ ...sequence, description: "The `next` of the page before." }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageMax })),
});

export type EntriesQuery = Type.Static<typeof entriesQuery>;

const entry = Type.Object(
  {
    sequence,
    kind: oneOf([
      "account_opened",
      "topped_up",
      "adjusted",
      "hold_placed",
      "hold_grown",
      "hold_settled",
      "hold_released",
      "hold_recovered",
      "session_settled",
      "shortfall_booked",
    ]),
    account_id: Type.String(),
    subject: Type.String({ description: "The hold or movement that it belongs to." }),
    posted: dollars("The change."),
    held: dollars("The change."),
    owed: dollars("The change."),
    facts: Type.Record(Type.String(), Type.String(), {
      description: "What explains it; amounts in picodollars.",
    }),
    created_at: instant("When it was written."),
    hash: Type.String({
      pattern: "^[0-9a-f]{64}$",
      description: "SHA-256 over the previous entry's hash and this entry.",
    }),
  },
  {
    title: "Entry",
    description: "One line of an account's journal.",
    examples: [
      {
        sequence: 2,
        kind: "topped_up",
        account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
        subject: "topup:acct_01m81jb7gnv1d1298d11wtp9jx:invoice-2041",
        posted: "25.00",
        held: "0.00",
        owed: "0.00",
        facts: { amount: "25000000000000", reference: "invoice-2041" },
        created_at: "2026-11-22T12:05:26.689Z",
        hash: "7151bee6a107835aeef177c2b507cdfe19bc8708259e27fadaafb3cf1b67303d",
      },
    ],
  },
);

export const listEntries = checkedRoute({
  operationId: "listEntries",
  tag: "Books",
  summary: "An account's journal, or all of them",
  members: { belonging: "account_id" },
  description: "All of them come in the order in which they were written.",
  querystring: entriesQuery,
  answers: { 200: json("A page of it.", listOf(entry, "Entries, oldest first.")) },
});

const openHold = Type.Object(
  {
    id: Type.String({ description: "The call's id." }),
    account_id: Type.String(),
    project_id: Type.String(),
    key_id: Type.String(),
    session_id: nullable(Type.String()),
    client_request_id: nullable(Type.String()),
    model: Type.String(),
    price_version: Type.String(),
    stream: Type.Boolean(),
    state: Type.Literal("open"),
    amount: dollars("Set aside now."),
    ceiling: dollars("The most that the call can cost."),
    checkpoint: nullable(dollars("What a crash now would charge."), "Null: nothing yet."),
    cost: nullable(dollars("What it has cost so far, as counted."), "Null before any output."),
    opened_at: instant("When the call began."),
  },
  {
    title: "OpenHold",
    description: "Money set aside for a running call.",
    examples: [examples.openHold],
  },
);

const holdsQuery = Type.Object({
  ...pageQuery.properties,
  account_id: Type.Optional(Type.String({ description: "Only those of this account." })),
});

export type HoldsQuery = Type.Static<typeof holdsQuery>;

export const listHolds = checkedRoute({
  operationId: "listHolds",
  tag: "Books",
  summary: "Open holds",
  members: { belonging: "account_id" },
  querystring: holdsQuery,
  answers: { 200: json("A page of them.", listOf(openHold, "Running calls, oldest first.")) },
});

const auditQuery = Type.Object({
  since: Type.Optional(
    Type.String({
      description: "The `head` of an earlier audit: proves that nothing before it was rewritten.",
    }),
  ),
});

export type AuditQuery = Type.Static<typeof auditQuery>;

const auditReport = Type.Object(
  {
    ok: Type.Boolean(),
    entries: Type.Integer({ description: "How many the journal has." }),
    accounts: Type.Integer({ description: "How many it speaks of, the operator's own included." }),
    head: Type.String({ description: "The hash of all accounts' sorted chain heads." }),
    differences: Type.Array(Type.String(), { description: "Sentences; none where all is well." }),
  },
  {
    title: "AuditReport",
    examples: [
      {
        ok: true,
        entries: 9,
        accounts: 2,
        head: "5bf55d1c32eb05dea6d4dcf339e243b3a631ac80a42d4f4e9e9407141ffb3624",
        differences: [],
      },
    ],
  },
);

export const auditAllBooks = checkedRoute({
  operationId: "auditBooks",
  tag: "Books",
  summary: "Prove the books",
  description:
    "Re-derives every balance and hold from the journal alone, verifies the chain of hashes, " +
    "and compares. What `farebox audit` does.",
  querystring: auditQuery,
  answers: { 200: json("What was found.", auditReport) },
});
