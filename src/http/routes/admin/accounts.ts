import type { FastifyInstance } from "fastify";
import { type AccountTerms, changeAccount, createAccount } from "../../../admin/accounts.ts";
import type { Account } from "../../../core/access/account.ts";
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
import { writeAccount, writeBalance } from "../../write-access.ts";

interface AccountPath {
  Params: { id: string };
}

/** Accounts: who pays. */
export function adminAccounts(app: FastifyInstance, edge: Edge): void {
  const { office } = edge;
  const { directory } = office.store;
  const show = async (account: Account): Promise<Record<string, unknown>> =>
    writeAccount(account, await office.store.ledger.balance(account.id));

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
      return sendPage(reply, page, await Promise.all(accounts.map(show)));
    },
  );

  app.get<AccountPath>(
    "/admin/v1/accounts/:id",
    { schema: showAccount },
    async (request, reply) => {
      const { id } = request.params;
      const account = await directory.account(id);
      if (account !== null) return sendJson(reply, await show(account));
      const books = await office.store.ledger.balance(id);
      // The operator's own account has books and no entry in the directory.
      if (books !== null) return sendJson(reply, { id, name: id, balance: writeBalance(books) });
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
