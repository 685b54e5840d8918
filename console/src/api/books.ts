import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Account } from "./accounts.ts";
import { call } from "./call.ts";
import type { Entry } from "./entries.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

export interface Audit {
  readonly ok: boolean;
  readonly entries: number;
  readonly accounts: number;
  readonly head: string;
  readonly differences: readonly string[];
}

/** Proves the books; `since` is the head of an earlier audit, or nothing. */
export function auditBooks(since: string): Promise<Audit> {
  return call<Audit>(`/admin/v1/audit${questionOf({ since })}`);
}

/** The operator's own account: it is there from the first loss on. */
export const shortfallAccount = "shortfall";

/** What customers could not be charged; null while nothing was: there is no such account then. */
export const shortfallQuery = queryOptions({
  queryKey: ["accounts", shortfallAccount],
  queryFn: async ({ signal }) => {
    const question = questionOf({ account_id: shortfallAccount, limit: 1 });
    const first = await call<List<Entry>>(`/admin/v1/entries${question}`, { signal });
    if (first.data.length === 0) return null;
    return await call<Account>(`/admin/v1/accounts/${shortfallAccount}`, { signal });
  },
});

const rowsOfPage = 50;

/** An account's journal, oldest first. */
export function journalQuery(accountId: string) {
  return infiniteQueryOptions({
    queryKey: ["journal", accountId],
    queryFn: ({ pageParam, signal }) =>
      call<List<Entry>>(
        `/admin/v1/entries${questionOf({
          account_id: accountId,
          limit: rowsOfPage,
          after: pageParam,
        })}`,
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => (next === null ? undefined : Number(next)),
  });
}
