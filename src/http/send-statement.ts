import type { FastifyReply, FastifyRequest } from "fastify";
import { findStatement, listStatements, type StatementSource } from "../admin/statements.ts";
import type { Account } from "../core/access/account.ts";
import { limits } from "../core/limits.ts";
import { isRefusal, refuse } from "../core/refusal.ts";
import type { Reports, StatementLine } from "../ports/store.ts";
import { sendCsv, wantsCsv } from "./csv.ts";
import { pageRows } from "./page.ts";
import { sendRefusal } from "./refusals.ts";
import type { StatementsQuery } from "./schemas/statements.ts";
import { sendJson } from "./send-json.ts";
import { cycleRows, statementRows, writeLine, writeStatement } from "./write-statement.ts";

export interface StatementAsked {
  readonly source: StatementSource;
  readonly account: Account;
  readonly query: StatementsQuery;
}

/** Answers one cycle's statement, or the list of all cycles, as JSON or as CSV. */
export async function sendStatement(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: StatementAsked,
): Promise<FastifyReply> {
  const { cycle, after, limit, format } = asked.query;
  const csv = wantsCsv(request, format);
  if (csv && (after !== undefined || limit !== undefined)) {
    const refusal = refuse(
      "invalid_request",
      "CSV is always whole: leave out `after` and `limit`.",
    );
    return sendRefusal(reply, refusal);
  }
  return cycle === undefined
    ? await sendCycles(reply, asked, csv)
    : await sendCycle(reply, { ...asked, cycle }, csv);
}

async function sendCycles(
  reply: FastifyReply,
  { source, account, query }: StatementAsked,
  csv: boolean,
): Promise<FastifyReply> {
  const statements = await listStatements(source, account);
  if (csv) return sendCsv(reply, "statements", cycleRows(account.id, statements));
  const { after = null, limit = limits.pageDefault } = query;
  const shown = pageRows(statements, { after, limit }, (one) => one.cycle);
  const next = shown.length < limit ? null : (shown.at(-1)?.cycle ?? null);
  return sendJson(reply, { data: shown.map((one) => writeStatement(account.id, one)), next });
}

async function sendCycle(
  reply: FastifyReply,
  { source, account, query, cycle }: StatementAsked & { readonly cycle: string },
  csv: boolean,
): Promise<FastifyReply> {
  const statement = await findStatement(source, account, cycle);
  if (isRefusal(statement)) return sendRefusal(reply, statement);
  const { reports } = source.store;
  if (csv) {
    const lines = allLines(reports, { accountId: account.id, cycle }, statement.lines);
    const rows = statementRows({ statement, accountId: account.id }, lines);
    return sendCsv(reply, `statement-${cycle}`, rows);
  }
  const { after = null, limit = limits.pageDefault } = query;
  const lines = await reports.statementLines(account.id, cycle, { after, limit });
  const next = lines.length < limit ? null : (lines.at(-1)?.place ?? null);
  const data = lines.map(writeLine);
  return sendJson(reply, { ...writeStatement(account.id, statement), data, next });
}

/** As many lines as were summed; what is settled while they are read is left for the next time. */
async function* allLines(
  reports: Reports,
  { accountId, cycle }: { readonly accountId: string; readonly cycle: string },
  count: number,
): AsyncIterable<StatementLine> {
  let after: string | null = null;
  for (let left = count; left > 0; ) {
    const page: { after: string | null; limit: number } = {
      after,
      limit: Math.min(left, limits.pageMax),
    };
    const lines: readonly StatementLine[] = await reports.statementLines(accountId, cycle, page);
    if (lines.length === 0) return;
    yield* lines;
    left -= lines.length;
    after = lines.at(-1)?.place ?? null;
  }
}
