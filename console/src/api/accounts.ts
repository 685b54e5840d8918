import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

export interface Balance {
  readonly posted: string;
  readonly held: string;
  readonly available: string;
  readonly owed: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly kind: "customer" | "operator";
  readonly rpm: number;
  readonly concurrency: number;
  readonly price_list: string | null;
  readonly created_at: string;
  readonly balance: Balance | null;
  readonly running: number;
  /** Of this month; not in lists. */
  readonly spend?: { readonly cycle: string; readonly calls: number; readonly cost: string };
}

const accountsShown = 400;

/** All accounts; operators alone may ask. */
export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: ({ signal }) =>
    call<List<Account>>(`/admin/v1/accounts?limit=${accountsShown}`, { signal }),
});

export function accountQuery(id: string) {
  return queryOptions({
    queryKey: ["accounts", id],
    queryFn: ({ signal }) => call<Account>(`/admin/v1/accounts/${id}`, { signal }),
  });
}

const rowsOfPage = 100;

/** All accounts, page by page; the operator's own comes last. */
export const accountPagesQuery = infiniteQueryOptions({
  queryKey: ["accounts", "pages"],
  queryFn: ({ pageParam, signal }) =>
    call<List<Account>>(
      `/admin/v1/accounts${questionOf({ limit: rowsOfPage, after: pageParam })}`,
      { signal },
    ),
  initialPageParam: "",
  getNextPageParam: ({ next }) => (next === null ? undefined : String(next)),
});

/** What is fixed of an account. Numbers that are none go as they were typed. */
export interface AccountTerms {
  readonly name: string;
  readonly rpm?: number | string;
  readonly concurrency?: number | string;
  readonly price_list?: string | null;
}

export function createAccount(terms: AccountTerms): Promise<Account> {
  return call<Account>("/admin/v1/accounts", { body: terms });
}

export function changeAccount(id: string, terms: AccountTerms): Promise<Account> {
  return call<Account>(`/admin/v1/accounts/${id}`, { method: "PATCH", body: terms });
}

/** What was booked on an account. */
export interface Movement {
  readonly id: string;
  readonly amount: string;
  readonly owed: string;
  /** It had been booked before; nothing changed now. */
  readonly repeated: boolean;
  readonly balance: Balance;
}

export interface TopUp {
  readonly amount: string;
  readonly reference: string;
}

export interface Adjustment extends TopUp {
  readonly reason: string;
  readonly allow_owed: boolean;
}

export function topUp(id: string, order: TopUp): Promise<Movement> {
  return call<Movement>(`/admin/v1/accounts/${id}/topups`, { body: order });
}

export function adjust(id: string, order: Adjustment): Promise<Movement> {
  return call<Movement>(`/admin/v1/accounts/${id}/adjustments`, { body: order });
}
