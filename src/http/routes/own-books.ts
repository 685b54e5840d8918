import type { FastifyInstance } from "fastify";
import { isRefusal, refuse } from "../../core/refusal.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { sendRefusal } from "../refusals.ts";
import { showOwnBalance, showOwnKey } from "../schemas/own-books.ts";
import { sendJson } from "../send-json.ts";
import { showKey } from "../show-key.ts";
import { writeBalance } from "../write-access.ts";

/** What a caller may know of its own key and balance. */
export function ownBooks(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.get("/v1/key", { schema: showOwnKey }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const { account, key } = caller;
    const limits = { rpm: account.rpm, concurrency: account.concurrency };
    return sendJson(reply, {
      ...(await showKey(gateway, key)),
      account_name: account.name,
      limits,
    });
  });

  app.get("/v1/balance", { schema: showOwnBalance }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const balance = await gateway.store.ledger.balance(caller.account.id);
    if (balance === null) {
      return sendRefusal(reply, refuse("not_found", "This account has no books yet."));
    }
    const { id, name } = caller.account;
    return sendJson(reply, { account_id: id, name, currency: "USD", ...writeBalance(balance) });
  });
}
