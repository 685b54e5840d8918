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

export interface AlertTerms {
  readonly account_id: string;
  readonly webhook_url: string;
  /** Dollars, as a decimal string. */
  readonly below?: string;
  readonly secret?: string;
}

/** An alert with its secret, where one was made: it is shown this once. */
export interface NewAlert extends Alert {
  readonly secret?: string;
}

export function createAlert(terms: AlertTerms): Promise<NewAlert> {
  return call<NewAlert>("/admin/v1/alerts", { body: terms });
}

export function deleteAlert(id: string): Promise<unknown> {
  return call(`/admin/v1/alerts/${id}`, { method: "DELETE" });
}

/** One fall through a threshold, and how it was told. */
export interface Delivery {
  /** Sent along as `webhook-id`, the same on every try. */
  readonly id: string;
  readonly available: string;
  readonly below: string;
  readonly state: "pending" | "delivered" | "failed";
  readonly created_at: string;
  readonly next_attempt_at: string | null;
  readonly attempts: readonly {
    readonly at: string;
    readonly status: number | null;
    readonly error: string | null;
    readonly duration_ms: number;
  }[];
  readonly body: unknown;
}

/** What an alert told, the newest first. */
export function deliveriesQuery(alertId: string) {
  return queryOptions({
    queryKey: ["deliveries", alertId],
    queryFn: ({ signal }) =>
      call<List<Delivery>>(`/admin/v1/alerts/${alertId}/deliveries?limit=100`, { signal }),
    refetchInterval: 5_000,
  });
}
