import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { acceptInvitation, refusePassword } from "../../../admin/members.ts";
import {
  type Credentials,
  changePassword,
  findHolder,
  type OpenedSession,
  openSession,
  signIn,
} from "../../../admin/sign-in.ts";
import type { Acting, ConsoleSession } from "../../../core/access/console-session.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import { clearSessionCookie, setSessionCookie } from "../../console/cookie.ts";
import { csrfTokenOf, readSession } from "../../console/read-session.ts";
import type { Edge } from "../../edge.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  type AcceptBody,
  acceptOwnInvitation,
  changeOwnPassword,
  type PasswordBody,
  type SignInBody,
  showConsoleSession,
  signInToConsole,
  signOutEverywhere,
  signOutOfConsole,
} from "../../schemas/console/session.ts";
import { sendJson } from "../../send-json.ts";
import { writeInstant } from "../../write-access.ts";

/** Signing in to the console and out of it. */
export function consoleSession(app: FastifyInstance, edge: Edge): void {
  const { office, failedSignIns: failures, isAdminToken } = edge;
  const reception = { office, failures, isAdminToken };
  const { consoleSessions } = office.store;

  app.post<{ Body: SignInBody }>(
    "/console/v1/session",
    { schema: signInToConsole },
    async (request, reply) => {
      const shown = readCredentials(request.body);
      if (isRefusal(shown)) return sendRefusal(reply, shown);
      const opened = await signIn(reception, shown, request.ip);
      return await welcome(edge, { request, reply }, opened);
    },
  );

  app.get("/console/v1/session", { schema: showConsoleSession }, async (request, reply) => {
    const visit = await readSession(edge, request);
    if (isRefusal(visit)) return sendRefusal(reply, visit);
    return sendJson(reply, await writeSession(edge, visit));
  });

  app.delete("/console/v1/session", { schema: signOutOfConsole }, async (request, reply) => {
    const visit = await readSession(edge, request);
    if (isRefusal(visit)) return sendRefusal(reply, visit);
    await consoleSessions.remove(visit.session.id);
    clearSessionCookie(request, reply);
    return sendJson(reply, { signed_out: true });
  });

  app.delete("/console/v1/sessions", { schema: signOutEverywhere }, async (request, reply) => {
    const visit = await readSession(edge, request);
    if (isRefusal(visit)) return sendRefusal(reply, visit);
    await consoleSessions.removeAllOf(visit.session.holder);
    clearSessionCookie(request, reply);
    return sendJson(reply, { signed_out: true });
  });

  app.post<{ Body: AcceptBody }>(
    "/console/v1/invitation",
    { schema: acceptOwnInvitation },
    async (request, reply) => {
      const member = await acceptInvitation(office, request.body);
      if (isRefusal(member)) return sendRefusal(reply, member);
      const opened = await openSession(office, { kind: "member", id: member.id });
      return await welcome(edge, { request, reply }, opened);
    },
  );

  app.put<{ Body: PasswordBody }>(
    "/console/v1/password",
    { schema: changeOwnPassword },
    async (request, reply) => {
      const visit = await readSession(edge, request);
      if (isRefusal(visit)) return sendRefusal(reply, visit);
      const weak = refusePassword(request.body.password);
      if (weak !== null) return sendRefusal(reply, weak);
      const opened = await changePassword(office, visit.session, request.body);
      return await welcome(edge, { request, reply }, opened);
    },
  );
}

function readCredentials(body: SignInBody): Credentials | Refusal {
  const { token, email, password } = body;
  if (token !== undefined && email === undefined && password === undefined) return { token };
  if (token === undefined && email !== undefined && password !== undefined) {
    return { email, password };
  }
  return refuse("invalid_request", "Sign in with `token`, or with `email` and `password`.");
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Hands out the cookie and says who is signed in now. */
async function welcome(
  edge: Edge,
  { request, reply }: Exchange,
  opened: OpenedSession | Refusal,
): Promise<FastifyReply> {
  if (isRefusal(opened)) return sendRefusal(reply, opened);
  const { session, token } = opened;
  const acting = await findHolder(edge.office, session.holder);
  if (acting === null) return sendRefusal(reply, refuse("not_found", "This holder is gone."));
  setSessionCookie(request, reply, token);
  const csrfToken = csrfTokenOf(edge, token);
  return sendJson(reply, await writeSession(edge, { session, acting, csrfToken }));
}

interface Shown {
  readonly session: ConsoleSession;
  readonly acting: Acting;
  readonly csrfToken: string;
}

async function writeSession(edge: Edge, shown: Shown): Promise<Record<string, unknown>> {
  const { kind, id, name, role, accountId } = shown.acting;
  const account = accountId === null ? null : await edge.office.store.directory.account(accountId);
  return {
    kind,
    id,
    name,
    role,
    account_id: accountId,
    account_name: account?.name ?? null,
    expires_at: writeInstant(shown.session.expiresAt),
    csrf_token: shown.csrfToken,
  };
}
