import Type from "typebox";
import { roles } from "../../../core/access/operator.ts";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { instant, nullable, oneOf } from "../values.ts";

const secret = (description: string) => Type.String({ minLength: 1, maxLength: 512, description });

const session = Type.Object(
  {
    kind: oneOf(["operator", "member"]),
    id: Type.String(),
    name: Type.String(),
    role: oneOf(roles),
    account_id: nullable(Type.String(), "The only account that a member sees; null: all."),
    account_name: nullable(Type.String()),
    expires_at: instant("From then on one has to sign in again."),
    csrf_token: Type.String({
      description: "Sent along with every write, as the header `X-Farebox-Csrf`.",
    }),
  },
  {
    title: "ConsoleSession",
    examples: [
      {
        kind: "member",
        id: "mem_01m81jb7hhwngdrkdxc1m8shd2",
        name: "Ada",
        role: "owner",
        account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
        account_name: "acme",
        expires_at: "2026-11-23T00:05:26.705Z",
        csrf_token: "3f1c9a…",
      },
    ],
  },
);

const signInBody = Type.Object(
  {
    token: Type.Optional(secret("An operator's.")),
    email: Type.Optional(secret("A member's.")),
    password: Type.Optional(secret("The member's.")),
  },
  {
    additionalProperties: false,
    examples: [{ email: "ada@example.com", password: "correct horse battery staple" }],
  },
);

const acceptBody = Type.Object(
  { invitation: secret("What the inviter was shown."), password: secret("To sign in with.") },
  {
    additionalProperties: false,
    examples: [
      {
        invitation: "inv-zT4mBq0y7WcV1sXh9kLrP3nDfGaEuJ2o",
        password: "correct horse battery staple",
      },
    ],
  },
);

const passwordBody = Type.Object(
  { current: secret("The one until now."), password: secret("The one from now on.") },
  {
    additionalProperties: false,
    examples: [{ current: "correct horse battery staple", password: "seven red toll gates" }],
  },
);

const signedOut = Type.Object({ signed_out: Type.Literal(true) });
const { passwordCharactersMin, passwordCharactersMax, signInFailuresMax } = limits;
const password = `A password has ${passwordCharactersMin} to ${passwordCharactersMax} characters.`;
const minutes = limits.signInWindowMs / 60_000;

export type SignInBody = Type.Static<typeof signInBody>;
export type AcceptBody = Type.Static<typeof acceptBody>;
export type PasswordBody = Type.Static<typeof passwordBody>;

export const signInToConsole = checkedRoute({
  operationId: "signIn",
  tag: "Console",
  open: true,
  summary: "Sign in to the console",
  description:
    "With an operator's `token`, or with a member's `email` and `password`. Answers a cookie " +
    `that no script can read, for ${limits.consoleSessionMs / 3_600_000} hours. After ` +
    `${signInFailuresMax} failures in ${minutes} minutes one has to wait.`,
  body: signInBody,
  answers: { 200: json("Who is signed in.", session) },
  refusals: ["invalid_api_key", "rate_limit_exceeded"],
});

export const showConsoleSession = checkedRoute({
  operationId: "getConsoleSession",
  tag: "Console",
  summary: "Who is signed in",
  answers: { 200: json("Who it is.", session) },
  refusals: ["invalid_api_key"],
});

export const signOutOfConsole = checkedRoute({
  operationId: "signOut",
  tag: "Console",
  summary: "Sign this browser out",
  answers: { 200: json("It is.", signedOut) },
  refusals: ["invalid_api_key", "forbidden"],
});

export const signOutEverywhere = checkedRoute({
  operationId: "signOutEverywhere",
  tag: "Console",
  summary: "Sign every browser of mine out",
  answers: { 200: json("They are.", signedOut) },
  refusals: ["invalid_api_key", "forbidden"],
});

export const acceptOwnInvitation = checkedRoute({
  operationId: "acceptInvitation",
  tag: "Console",
  open: true,
  summary: "Accept an invitation",
  description: `Once, with a password of one's own; signs in at once. ${password}`,
  body: acceptBody,
  answers: { 200: json("Who is signed in.", session) },
  refusals: ["not_found", "rate_limit_exceeded"],
});

export const changeOwnPassword = checkedRoute({
  operationId: "changePassword",
  tag: "Console",
  summary: "Change one's own password",
  description: `Every other browser of the member is signed out. ${password}`,
  body: passwordBody,
  answers: { 200: json("Who is signed in.", session) },
  refusals: ["invalid_api_key", "forbidden"],
});
