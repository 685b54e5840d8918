import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";

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
