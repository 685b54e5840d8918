import type { Alert, AlertDelivery } from "../core/alerts/alert.ts";
import type { PageOf } from "./store.ts";

/** Alerts and what came of them. Creating one that exists already rejects. */
export interface AlertBook {
  create(alert: Alert): Promise<void>;
  /** Takes its deliveries with it: what was not sent yet is never sent. */
  remove(id: string): Promise<void>;
  find(id: string): Promise<Alert | null>;
  /** Oldest first; null for every account. */
  list(accountId: string | null, page: PageOf<string>): Promise<readonly Alert[]>;
  /** An account's alerts. On the path of every commit: from memory, and at once. */
  of(accountId: string): readonly Alert[];
  /** Writes down, in one, that the balance fell and what is to be told. False where it is gone. */
  fall(delivery: AlertDelivery): Promise<boolean>;
  /** Writes down that the balance has risen, so that its next fall is told again. */
  rise(alertId: string): Promise<void>;
  /** Deliveries that are still to be made, the earliest due first. */
  pending(limit: number): Promise<readonly AlertDelivery[]>;
  /** Writes down what a try changed; nothing where the alert is gone. */
  update(delivery: AlertDelivery): Promise<void>;
  /** The newest first; a place is the id of a delivery. Finished ones are kept up to a bound. */
  deliveries(alertId: string, page: PageOf<string>): Promise<readonly AlertDelivery[]>;
}
