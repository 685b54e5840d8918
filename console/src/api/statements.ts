import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

/** A month's statement in mills of $0.001, without its lines. */
export interface Cycle {
  readonly cycle: string;
  /** The running month is open: more may be settled in it. */
  readonly status: "open" | "closed";
  readonly lines: number;
  readonly carry_in: string;
  readonly charged: string;
  readonly mills: number;
  readonly settled: string;
  readonly carry_out: string;
  readonly arithmetic: string;
}

export interface StatementLine {
  readonly id: string;
  readonly session_id: string | null;
  /** The call that named no session and is its own. */
  readonly call_id: string | null;
  readonly calls: number;
  readonly charged: string;
  readonly mills: number;
  readonly carried: string;
  readonly settled_at: string;
}

export interface Statement extends Cycle {
  readonly data: readonly StatementLine[];
  readonly next: string | null;
}

export interface OpenSession {
  readonly id: string;
  readonly opening: number;
  readonly calls: number;
  readonly charged: string;
  readonly opened_at: string;
  readonly last_at: string;
}

const cyclesShown = 120;
const linesOfPage = 100;
const sessionsOfPage = 50;

export function cyclesQuery(accountId: string) {
  const question = questionOf({ account_id: accountId, limit: cyclesShown });
  return queryOptions({
    queryKey: ["statements", accountId],
    queryFn: ({ signal }) => call<List<Cycle>>(`/admin/v1/statements${question}`, { signal }),
  });
}

/** One statement, its lines page by page. */
export function statementQuery(accountId: string, cycle: string) {
  const asked = { account_id: accountId, cycle, limit: linesOfPage };
  return infiniteQueryOptions({
    queryKey: ["statements", accountId, cycle],
    queryFn: ({ pageParam, signal }) =>
      call<Statement>(`/admin/v1/statements${questionOf({ ...asked, after: pageParam })}`, {
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** The whole statement as a file. */
export function statementFile(accountId: string, cycle: string): string {
  const asked = { account_id: accountId, cycle, format: "csv" };
  return `/admin/v1/statements${questionOf(asked)}`;
}

export function openSessionsQuery(accountId: string) {
  const asked = { account_id: accountId, status: "open", limit: sessionsOfPage };
  return infiniteQueryOptions({
    queryKey: ["sessions", accountId],
    queryFn: ({ pageParam, signal }) =>
      call<List<OpenSession>>(`/admin/v1/sessions${questionOf({ ...asked, after: pageParam })}`, {
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => (next === null ? undefined : String(next)),
  });
}

export interface SettledSession {
  readonly mills: number;
  readonly carried: string;
}

export function settleSession(accountId: string, id: string): Promise<SettledSession> {
  const path = `/admin/v1/sessions/${encodeURIComponent(id)}/settle`;
  return call<SettledSession>(path, { body: { account_id: accountId } });
}
