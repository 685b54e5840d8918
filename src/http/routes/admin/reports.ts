import type { FastifyInstance } from "fastify";
import { refuseUnknownSession, settleSession } from "../../../admin/settle-session.ts";
import type { Account } from "../../../core/access/account.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readPage } from "../../page.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  listSessions,
  type SessionQuery,
  type SessionsQuery,
  type StatementsOfQuery,
  settleSessionOfAccount,
  showSessionOfAccount,
  showStatementsOfAccount,
  showUsageOfAccounts,
} from "../../schemas/admin/reports.ts";
import type { OperatorsUsageAsked } from "../../schemas/usage-report.ts";
import { sendJson } from "../../send-json.ts";
import { sendStatement } from "../../send-statement.ts";
import { sendUsage } from "../../send-usage.ts";
import { writeSession } from "../../write-statement.ts";

interface SessionPath {
  Params: { id: string };
}

/** What accounts used and what they are charged: usage, statements, sessions. */
export function adminReports(app: FastifyInstance, edge: Edge): void {
  const { office } = edge;
  const { reports } = office.store;

  app.get<{ Querystring: OperatorsUsageAsked }>(
    "/admin/v1/usage",
    { schema: showUsageOfAccounts },
    async (request, reply) => {
      const asked = request.query;
      const accountId = asked.account_id ?? null;
      const forOperators = request.acting?.kind === "operator";
      const question = { world: office, accountId, forOperators, asked };
      return await sendUsage(request, reply, question);
    },
  );

  app.get<{ Querystring: StatementsOfQuery }>(
    "/admin/v1/statements",
    { schema: showStatementsOfAccount },
    async (request, reply) => {
      const account = await findAccount(edge, request.query.account_id);
      if (isRefusal(account)) return sendRefusal(reply, account);
      const asked = { source: office, account, query: request.query };
      return await sendStatement(request, reply, asked);
    },
  );

  app.get<{ Querystring: SessionsQuery }>(
    "/admin/v1/sessions",
    { schema: listSessions },
    async (request, reply) => {
      const { account_id: accountId, status } = request.query;
      const account = await findAccount(edge, accountId);
      if (isRefusal(account)) return sendRefusal(reply, account);
      const page = readPage(request.query);
      const open = status === undefined ? null : status === "open";
      const found = await reports.sessions({ accountId, open, page });
      const last = found.at(-1);
      const more = last !== undefined && found.length >= page.limit;
      const next = more ? `${last.opening}:${last.sessionId}` : null;
      return sendJson(reply, { data: found.map(writeSession), next });
    },
  );

  app.get<SessionPath & { Querystring: SessionQuery }>(
    "/admin/v1/sessions/:id",
    { schema: showSessionOfAccount },
    async (request, reply) => {
      const session = await reports.session(request.query.account_id, request.params.id);
      if (session === null) return sendRefusal(reply, refuseUnknownSession(request.params.id));
      return sendJson(reply, writeSession(session));
    },
  );

  app.post<SessionPath & { Body: SessionQuery }>(
    "/admin/v1/sessions/:id/settle",
    { schema: settleSessionOfAccount },
    async (request, reply) => {
      const { account_id: accountId } = request.body;
      const session = await settleSession(office, { accountId, sessionId: request.params.id });
      if (isRefusal(session)) return sendRefusal(reply, session);
      return sendJson(reply, writeSession(session));
    },
  );
}

async function findAccount(edge: Edge, id: string): Promise<Account | Refusal> {
  const account = await edge.office.store.directory.account(id);
  return account ?? refuse("not_found", `There is no account ${id}.`, { param: "account_id" });
}
