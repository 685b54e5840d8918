import type { Alert, AlertDelivery } from "../core/alerts/alert.ts";
import type { AlertBook } from "../ports/alerts.ts";
import type { PageOf } from "../ports/store.ts";
import { orderedTable } from "./ordered-table.ts";

/** One change to the alerts, as a store writes it down. */
export type AlertChange =
  | { readonly kind: "create_alert"; readonly alert: Alert }
  | { readonly kind: "remove_alert"; readonly id: string }
  | { readonly kind: "rise"; readonly id: string }
  /** Both in one: the alert has fallen, and its delivery waits. */
  | { readonly kind: "fall"; readonly delivery: AlertDelivery }
  | { readonly kind: "update_delivery"; readonly delivery: AlertDelivery };

/** How a store keeps what is too much for memory. */
export interface AlertKeeping {
  /** Durable before it resolves. False where what it changes is gone. */
  readonly persist: (change: AlertChange) => Promise<boolean>;
  readonly pending: (limit: number) => Promise<readonly AlertDelivery[]>;
  readonly deliveries: (alertId: string, page: PageOf<string>) => Promise<readonly AlertDelivery[]>;
}

/**
 * The alerts of a process that alone owns its store: they are answered from memory, and every
 * change is durable before it is visible. Their deliveries stay on disk.
 */
export function openAlertBook(kept: readonly Alert[], keeping: AlertKeeping): AlertBook {
  const table = orderedTable(kept);
  const byAccount = new Map<string, readonly Alert[]>();
  const put = (alert: Alert): void => {
    const others = (byAccount.get(alert.accountId) ?? []).filter((one) => one.id !== alert.id);
    byAccount.set(alert.accountId, [...others, alert]);
    table.put(alert);
  };
  const setFallen = (id: string, fallenAt: number | null): void => {
    const alert = table.get(id);
    if (alert !== null) put({ ...alert, fallenAt });
  };
  for (const alert of kept) put(alert);
  return {
    create: async (alert) => {
      if (table.get(alert.id) !== null) throw new Error(`alert ${alert.id} exists already`);
      await keeping.persist({ kind: "create_alert", alert });
      put(alert);
    },
    remove: async (id) => {
      await keeping.persist({ kind: "remove_alert", id });
      const alert = table.get(id);
      if (alert === null) return;
      table.remove(id);
      const others = (byAccount.get(alert.accountId) ?? []).filter((one) => one.id !== id);
      if (others.length === 0) byAccount.delete(alert.accountId);
      else byAccount.set(alert.accountId, others);
    },
    find: async (id) => table.get(id),
    list: async (accountId, { after, limit }) =>
      table.page({ after, limit }, (row) => accountId === null || row.accountId === accountId),
    of: (accountId) => byAccount.get(accountId) ?? none,
    fall: async (delivery) => {
      const written = await keeping.persist({ kind: "fall", delivery });
      if (written) setFallen(delivery.alertId, delivery.at);
      return written;
    },
    rise: async (id) => {
      if (await keeping.persist({ kind: "rise", id })) setFallen(id, null);
    },
    pending: keeping.pending,
    update: async (delivery) => {
      await keeping.persist({ kind: "update_delivery", delivery });
    },
    deliveries: keeping.deliveries,
  };
}

const none: readonly Alert[] = [];
