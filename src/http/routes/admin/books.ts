import type { FastifyInstance } from "fastify";
import { auditBooks } from "../../../admin/audit.ts";
import type { Entry, Hold } from "../../../core/ledger/types.ts";
import { limits } from "../../../core/limits.ts";
import { formatDollars } from "../../../core/money/picodollars.ts";
import { type Refusal, refuse } from "../../../core/refusal.ts";
import type { RunningCall } from "../../../flow/running-calls.ts";
import type { Edge } from "../../edge.ts";
import { readPage, sendPage } from "../../page.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  type AuditQuery,
  auditAllBooks,
  type EntriesQuery,
  type HoldsQuery,
  listEntries,
  listHolds,
} from "../../schemas/admin/books.ts";
import { sendJson } from "../../send-json.ts";
import { writeInstant } from "../../write-access.ts";

/** The books themselves: journal, open holds, audit. */
export function adminBooks(app: FastifyInstance, edge: Edge): void {
  const { ledger, reports } = edge.office.store;

  app.get<{ Querystring: EntriesQuery }>(
    "/admin/v1/entries",
    { schema: listEntries },
    async (request, reply) => {
      const { account_id: accountId, subject } = request.query;
      const { after = 0, limit = limits.pageDefault } = request.query;
      if (accountId === undefined) {
        if (subject !== undefined) return sendRefusal(reply, refuseSubject());
        const placed = await reports.journal({ after: String(after), limit });
        const next = placed.length < limit ? null : Number(placed.at(-1)?.place);
        return sendJson(reply, { data: placed.map(({ entry }) => writeEntry(entry, true)), next });
      }
      const entries =
        subject === undefined
          ? await ledger.entries(accountId, after, limit)
          : await reports.entriesOf({ accountId, subject, after, limit });
      const next = entries.length < limit ? null : (entries.at(-1)?.sequence ?? null);
      const forOperators = request.acting?.kind === "operator";
      return sendJson(reply, { data: entries.map((one) => writeEntry(one, forOperators)), next });
    },
  );

  app.get<{ Querystring: HoldsQuery }>(
    "/admin/v1/holds",
    { schema: listHolds },
    async (request, reply) => {
      const { account_id: accountId } = request.query;
      const page = readPage(request.query);
      const open = await ledger.openHolds();
      // By id, which grows with time: a page goes on although the hold before it was settled.
      const shown = open
        .filter(({ order }) => accountId === undefined || order.accountId === accountId)
        .filter(({ order }) => page.after === null || order.id > page.after)
        .sort((one, other) => (one.order.id < other.order.id ? -1 : 1))
        .slice(0, page.limit);
      const { running } = edge.gateway;
      const rows = shown.map((hold) =>
        writeHold(hold, running.find(hold.order.accountId, hold.order.id)),
      );
      return sendPage(reply, page, rows);
    },
  );

  app.get<{ Querystring: AuditQuery }>(
    "/admin/v1/audit",
    { schema: auditAllBooks },
    async (request, reply) => {
      const books = await ledger.books();
      try {
        return sendJson(reply, await auditBooks(books, request.query.since));
      } finally {
        await books.close();
      }
    },
  );
}

function refuseSubject(): Refusal {
  const message = "`subject` is looked for in one account's journal: name it as `account_id`.";
  return refuse("invalid_request", message, { param: "account_id" });
}

/**
 * An open hold: whose money is set aside, what its call has cost so far, and what a crash now would
 * charge. A call of another process is known by its checkpoints alone.
 */
function writeHold(hold: Hold, running: RunningCall | null): Record<string, unknown> {
  const { order, checkpoint } = hold;
  const cost = running?.due() ?? checkpoint?.charge ?? null;
  return {
    id: order.id,
    account_id: order.accountId,
    project_id: order.projectId,
    key_id: order.keyId,
    session_id: order.sessionId,
    client_request_id: order.clientRequestId,
    model: order.model,
    price_version: order.priceVersion,
    stream: order.stream,
    state: hold.state,
    amount: formatDollars(hold.amount),
    ceiling: formatDollars(order.ceiling),
    checkpoint: checkpoint === null ? null : formatDollars(checkpoint.charge),
    cost: cost === null ? null : formatDollars(cost),
    opened_at: writeInstant(order.at),
  };
}

/** Only operators see what a call cost them, and what they lost by it. */
function withoutOperators(facts: Entry["facts"]): Entry["facts"] {
  const { provider_cost: _cost, shortfall: _lost, due: _due, ...rest } = facts;
  return rest;
}

function writeEntry(entry: Entry, forOperators: boolean): Record<string, unknown> {
  return {
    sequence: entry.sequence,
    kind: entry.kind,
    account_id: entry.accountId,
    subject: entry.subject,
    posted: formatDollars(entry.posted),
    held: formatDollars(entry.held),
    owed: formatDollars(entry.owed),
    facts: forOperators ? entry.facts : withoutOperators(entry.facts),
    created_at: writeInstant(entry.at),
    hash: entry.hash,
  };
}
