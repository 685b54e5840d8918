import Type from "typebox";
import { roles } from "../../../core/access/operator.ts";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { pageQuery } from "../admin.ts";
import { idOf, instant, listOf, nullable, oneOf } from "../values.ts";

const role = oneOf(
  roles,
  "`owner`: everything of the account; `billing`: reads, settles, sets alerts; `viewer`: reads.",
);
const name = Type.String({ minLength: 1, maxLength: limits.nameCharactersMax });
const email = Type.String({ maxLength: 255, description: "How the member signs in." });

const fields = {
  id: Type.String(),
  account_id: Type.String(),
  email,
  name,
  role,
  accepted: Type.Boolean({ description: "Whether the member has chosen a password." }),
  invitation_expires_at: nullable(
    instant("Until then the open invitation can be accepted."),
    "Null where none is open.",
  ),
  created_at: instant("When the member was made."),
};

const example = {
  id: "mem_01m81jb7hhwngdrkdxc1m8shd2",
  account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
  email: "ada@example.com",
  name: "Ada",
  role: "owner",
  accepted: false,
  invitation_expires_at: "2026-11-29T12:05:26.705Z",
  created_at: "2026-11-22T12:05:26.705Z",
};

const member = Type.Object(fields, {
  title: "Member",
  description: "Somebody of an account who uses the console.",
  examples: [example],
});

const invitedMember = Type.Object(
  {
    ...fields,
    invitation: Type.String({
      description: "Shown this once; `/invitation#` and this is the page that accepts it.",
    }),
  },
  {
    title: "InvitedMember",
    examples: [{ ...example, invitation: "inv-zT4mBq0y7WcV1sXh9kLrP3nDfGaEuJ2o" }],
  },
);

const memberBody = Type.Object(
  { account_id: name, email, name, role },
  {
    additionalProperties: false,
    examples: [
      { account_id: example.account_id, email: example.email, name: "Ada", role: "owner" },
    ],
  },
);

const memberChange = Type.Object(
  { name: Type.Optional(name), role: Type.Optional(role) },
  { additionalProperties: false, examples: [{ role: "viewer" }] },
);

const membersQuery = Type.Object({
  ...pageQuery.properties,
  account_id: Type.Optional(Type.String({ description: "Only those of this account." })),
});

export type MemberBody = Type.Static<typeof memberBody>;
export type MemberChange = Type.Static<typeof memberChange>;
export type MembersQuery = Type.Static<typeof membersQuery>;

const params = idOf("a member");

const lastOwner =
  "The last owner of an account who can sign in stays one, unless an operator says otherwise.";

export const makeMember = checkedRoute({
  operationId: "createMember",
  tag: "Console",
  summary: "Invite somebody to an account",
  description: "The invitation is accepted once, with a password, on the console's page for it.",
  members: { belonging: "account_id", leastRole: "owner" },
  body: memberBody,
  answers: { 201: json("The member, with the invitation this once.", invitedMember) },
  refusals: ["not_found", "conflict"],
});

export const listMembers = checkedRoute({
  operationId: "listMembers",
  tag: "Console",
  summary: "All members",
  members: { belonging: "account_id" },
  querystring: membersQuery,
  answers: { 200: json("A page of them.", listOf(member, "Members, oldest first.")) },
});

export const showMember = checkedRoute({
  operationId: "getMember",
  tag: "Console",
  summary: "One member",
  members: { belonging: "member" },
  params,
  answers: { 200: json("The member.", member) },
  refusals: ["not_found"],
});

export const alterMember = checkedRoute({
  operationId: "updateMember",
  tag: "Console",
  summary: "Change a member",
  description: `Holds from the member's next call on. ${lastOwner}`,
  members: { belonging: "member", leastRole: "owner" },
  params,
  body: memberChange,
  answers: { 200: json("The member.", member) },
  refusals: ["not_found", "conflict"],
});

export const inviteMemberAgain = checkedRoute({
  operationId: "inviteMember",
  tag: "Console",
  summary: "Invite a member again",
  description:
    "A new invitation; the one before is void. Also the way to a new password for somebody who " +
    "has forgotten it: the old one holds until this one is accepted.",
  members: { belonging: "member", leastRole: "owner" },
  params,
  answers: { 200: json("The member, with the invitation this once.", invitedMember) },
  refusals: ["not_found"],
});

export const deleteMember = checkedRoute({
  operationId: "deleteMember",
  tag: "Console",
  summary: "Remove a member",
  description: `Signed out everywhere; the very next call is refused. ${lastOwner}`,
  members: { belonging: "member", leastRole: "owner" },
  params,
  answers: {
    200: json("It is gone.", Type.Object({ id: Type.String(), deleted: Type.Literal(true) })),
  },
  refusals: ["not_found", "conflict"],
});
