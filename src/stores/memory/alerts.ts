import type { AlertDelivery } from "../../core/alerts/alert.ts";
import { limits } from "../../core/limits.ts";
import type { AlertChange, AlertKeeping } from "../alerts.ts";

/** Deliveries in a map, oldest first. */
export function keepAlertsInMemory(): AlertKeeping {
  const alerts = new Set<string>();
  const rows = new Map<string, AlertDelivery>();
  const newestOf = (alertId: string): readonly AlertDelivery[] =>
    [...rows.values()].filter((row) => row.alertId === alertId).reverse();
  const forget = (finished: readonly AlertDelivery[]): void => {
    for (const { id } of finished) rows.delete(id);
  };
  const change = (order: AlertChange): boolean => {
    switch (order.kind) {
      case "create_alert":
        alerts.add(order.alert.id);
        return true;
      case "remove_alert":
        forget(newestOf(order.id));
        return alerts.delete(order.id);
      case "rise":
        return alerts.has(order.id);
      case "fall":
        if (!alerts.has(order.delivery.alertId)) return false;
        rows.set(order.delivery.id, order.delivery);
        forget(
          newestOf(order.delivery.alertId).filter(isFinished).slice(limits.alertDeliveriesKept),
        );
        return true;
      case "update_delivery":
        if (!rows.has(order.delivery.id)) return false;
        rows.set(order.delivery.id, order.delivery);
        return true;
    }
  };
  return {
    persist: async (order) => change(order),
    pending: async (limit) =>
      [...rows.values()]
        .filter((row) => !isFinished(row))
        .sort((left, right) => (left.nextAt ?? 0) - (right.nextAt ?? 0))
        .slice(0, limit),
    deliveries: async (alertId, { after, limit }) => {
      const newest = newestOf(alertId);
      const place = after === null ? -1 : newest.findIndex((row) => row.id === after);
      return after !== null && place === -1 ? [] : newest.slice(place + 1, place + 1 + limit);
    },
  };
}

function isFinished(row: AlertDelivery): boolean {
  return row.state !== "pending";
}
