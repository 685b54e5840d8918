import type { FastifyInstance } from "fastify";
import { type AccountTerms, changeAccount, createAccount } from "../../../admin/accounts.ts";
import { reportUsage } from "../../../admin/report-usage.ts";
import type { Account } from "../../../core/access/account.ts";
import { shortfallAccountId } from "../../../core/ledger/view.ts";
import { cycleOf, startOfCycle } from "../../../core/money/cycle.ts";
import { formatDollars } from "../../../core/money/picodollars.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readPage, sendPage } from "../../page.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  alterAccount,
  listAccounts,
  makeAccount,
  showAccount,
} from "../../schemas/admin/accounts.ts";
import type { AccountBody, AccountChange, PageQuery } from "../../schemas/admin.ts";
import { sendJson } from "../../send-json.ts";
import { writeAccount, writeOwnersAccount } from "../../write-access.ts";

interface AccountPath {
  Params: { id: string };
}

/** Accounts: who pays. */
export function adminAccounts(app: FastifyInstance, edge: Edge): void {
  const { office } = edge;
  const { directory } = office.store;
  const list = async (account: Account): Promise<Record<string, unknown>> => ({
    ...writeAccount(account, await office.store.ledger.balance(account.id)),
    running: edge.gateway.running.count(account.id),
  });
  const show = async (account: Account): Promise<Record<string, unknown>> => ({
    ...(await list(account)),
    spend: await spendOf(edge, account.id),
  });

  app.post<{ Body: AccountBody }>(
    "/admin/v1/accounts",
    { schema: makeAccount },
    async (request, reply) => {
      const refusal = refuseList(edge, request.body.price_list);
      if (refusal !== null) return sendRefusal(reply, refusal);
      const { name } = request.body;
      const account = await createAccount(office, { ...readTerms(request.body), name });
      return sendJson(reply, await show(account), 201);
    },
  );

  app.get<{ Querystring: PageQuery }>(
    "/admin/v1/accounts",
    { schema: listAccounts },
    async (request, reply) => {
      const page = readPage(request.query);
      const accounts = await directory.accounts(page.after, page.limit);
      const shown = await Promise.all(accounts.map(list));
      if (accounts.length >= page.limit) return sendPage(reply, page, shown);
      // The operator's own account comes last: it is in no directory, but has books.
      const own = page.after === shortfallAccountId ? null : await findOwn(edge);
      return sendJson(reply, { data: own === null ? shown : [...shown, own], next: null });
    },
  );

  app.get<AccountPath>(
    "/admin/v1/accounts/:id",
    { schema: showAccount },
    async (request, reply) => {
      const { id } = request.params;
      const account = await directory.account(id);
      if (account !== null) return sendJson(reply, await show(account));
      const own = id === shortfallAccountId ? await findOwn(edge) : null;
      if (own !== null) return sendJson(reply, own);
      return sendRefusal(reply, refuse("not_found", `There is no account ${id}.`));
    },
  );

  app.patch<AccountPath & { Body: AccountChange }>(
    "/admin/v1/accounts/:id",
    { schema: alterAccount },
    async (request, reply) => {
      const refusal = refuseList(edge, request.body.price_list);
      if (refusal !== null) return sendRefusal(reply, refusal);
      const account = await changeAccount(office, request.params.id, readTerms(request.body));
      if (isRefusal(account)) return sendRefusal(reply, account);
      return sendJson(reply, await show(account));
    },
  );
}

/** What an account has spent in the running month. */
async function spendOf(edge: Edge, accountId: string): Promise<Record<string, unknown>> {
  const now = edge.office.clock.now();
  const cycle = cycleOf(now);
  const { total } = await reportUsage(edge.office.store, {
    accountId,
    projectId: null,
    keyId: null,
    model: null,
    from: startOfCycle(cycle),
    to: now,
    groupBy: "account",
  });
  return { cycle, calls: total.calls, cost: formatDollars(total.cost) };
}

/** The operator's own account; null until anything was ever booked on it. */
async function findOwn(edge: Edge): Promise<Record<string, unknown> | null> {
  const books = await edge.office.store.ledger.balance(shortfallAccountId);
  return books === null ? null : writeOwnersAccount(books);
}

function readTerms(body: AccountChange): AccountTerms {
  return {
    name: body.name,
    rpm: body.rpm,
    concurrency: body.concurrency,
    priceList: body.price_list,
  };
}

function refuseList(edge: Edge, list: string | null | undefined): Refusal | null {
  if (list === undefined || list === null || edge.gateway.prices.versions(list).length > 0) {
    return null;
  }
  return refuse("invalid_request", `There is no price list "${list}".`, { param: "price_list" });
}
