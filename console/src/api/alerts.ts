import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

export interface Alert {
  readonly id: string;
  readonly account_id: string;
  readonly below: string;
  readonly webhook_url: string;
  readonly state: "above" | "below";
  readonly fallen_at: string | null;
  readonly created_at: string;
}

export function alertsQuery(accountId: string | null) {
  return queryOptions({
    queryKey: ["alerts", accountId],
    queryFn: ({ signal }) =>
      call<List<Alert>>(`/admin/v1/alerts${questionOf({ account_id: accountId })}`, { signal }),
  });
}
