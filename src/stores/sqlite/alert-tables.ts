import type { DatabaseSync } from "node:sqlite";
import {
  type Alert,
  type AlertDelivery,
  type DeliveryAttempt,
  deliveryStates,
} from "../../core/alerts/alert.ts";
import { assert } from "../../core/assert.ts";
import { limits } from "../../core/limits.ts";
import type { PageOf } from "../../ports/store.ts";
import type { AlertChange } from "../alerts.ts";
import { amount, count, countOrNull, type Row, text, textOrNull, word } from "./cells.ts";
import type { Values } from "./ledger-rows.ts";
import { insertInto, prepare, selectFrom } from "./statements.ts";

const alertColumns = [
  "id",
  "account_id",
  "below",
  "webhook_url",
  "secret",
  "fallen_at",
  "created_at",
];
const deliveryColumns = [
  "id",
  "alert_id",
  "account_id",
  "available",
  "below",
  "fallen_at",
  "body",
  "state",
  "attempts",
  "next_at",
];

/** All alerts, oldest first. */
export function readAlerts(database: DatabaseSync): readonly Alert[] {
  const sql = selectFrom("alerts", alertColumns, "ORDER BY position");
  return prepare(database, sql).all().map(readAlert);
}

/** Writes one change down, durably. False where what it changes is gone; throws on faults. */
export function writeAlertChange(database: DatabaseSync, change: AlertChange): boolean {
  const run = (sql: string, ...values: Values): boolean =>
    prepare(database, sql).run(...values) > 0;
  switch (change.kind) {
    case "create_alert":
      return run(insertInto("alerts", alertColumns), ...alertValues(change.alert));
    case "remove_alert":
      return run("DELETE FROM alerts WHERE id = ?", change.id);
    case "rise":
      return run("UPDATE alerts SET fallen_at = NULL WHERE id = ?", change.id);
    case "fall":
      return writeFall(database, change.delivery);
    case "update_delivery": {
      const { id, body, state, attempts, nextAt } = change.delivery;
      const sql = "UPDATE alert_deliveries SET body = ?, state = ?, attempts = ?, next_at = ?";
      return run(`${sql} WHERE id = ?`, body, state, JSON.stringify(attempts), nextAt, id);
    }
  }
}

/** Deliveries that are still to be made, the earliest due first. */
export function readPending(database: DatabaseSync, limit: number): readonly AlertDelivery[] {
  const rest = "WHERE next_at IS NOT NULL ORDER BY next_at, position LIMIT ?";
  const sql = selectFrom("alert_deliveries", deliveryColumns, rest);
  return prepare(database, sql).all(limit).map(readDelivery);
}

export interface DeliveriesPage {
  readonly alertId: string;
  readonly page: PageOf<string>;
}

/** An alert's deliveries, the newest first. */
export function readDeliveries(
  database: DatabaseSync,
  { alertId, page }: DeliveriesPage,
): readonly AlertDelivery[] {
  const before =
    page.after === null
      ? ""
      : "AND position < (SELECT position FROM alert_deliveries WHERE id = ?)";
  const rest = `WHERE alert_id = ? ${before} ORDER BY position DESC LIMIT ?`;
  const sql = selectFrom("alert_deliveries", deliveryColumns, rest);
  const places = page.after === null ? [] : [page.after];
  return prepare(database, sql)
    .all(alertId, ...places, page.limit)
    .map(readDelivery);
}

/** That it fell and what is to be told, in one transaction; of the finished, the oldest go. */
function writeFall(database: DatabaseSync, delivery: AlertDelivery): boolean {
  const { alertId, at } = delivery;
  database.exec("BEGIN IMMEDIATE");
  try {
    const fallen = "UPDATE alerts SET fallen_at = ? WHERE id = ?";
    const known = prepare(database, fallen).run(at, alertId) > 0;
    if (known) {
      prepare(database, insertInto("alert_deliveries", deliveryColumns)).run(
        ...deliveryValues(delivery),
      );
      prepare(database, prune).run(alertId, limits.alertDeliveriesKept);
    }
    database.exec("COMMIT");
    return known;
  } catch (fault) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw fault;
  }
}

const prune = `DELETE FROM alert_deliveries WHERE position IN (
  SELECT position FROM alert_deliveries WHERE alert_id = ? AND state <> 'pending'
  ORDER BY position DESC LIMIT -1 OFFSET ?)`;

function readAlert(row: Row): Alert {
  return {
    id: text(row[0]),
    accountId: text(row[1]),
    below: amount(row[2]),
    webhookUrl: text(row[3]),
    secret: text(row[4]),
    fallenAt: countOrNull(row[5]),
    createdAt: count(row[6]),
  };
}

function alertValues(alert: Alert): Values {
  const { id, accountId, below, webhookUrl, secret, fallenAt, createdAt } = alert;
  return [id, accountId, below, webhookUrl, secret, fallenAt, createdAt];
}

function readDelivery(row: Row): AlertDelivery {
  return {
    id: text(row[0]),
    alertId: text(row[1]),
    accountId: text(row[2]),
    available: amount(row[3]),
    below: amount(row[4]),
    at: count(row[5]),
    body: textOrNull(row[6]),
    state: word(row[7], deliveryStates),
    attempts: readAttempts(text(row[8])),
    nextAt: countOrNull(row[9]),
  };
}

function deliveryValues(delivery: AlertDelivery): Values {
  const { id, alertId, accountId, available, below, at, body, state, attempts } = delivery;
  const told = [body, state, JSON.stringify(attempts), delivery.nextAt];
  return [id, alertId, accountId, available, below, at, ...told];
}

function readAttempts(json: string): readonly DeliveryAttempt[] {
  const attempts: unknown = JSON.parse(json);
  assert(Array.isArray(attempts) && attempts.every(isAttempt), "a list of attempts is one");
  return attempts;
}

function isAttempt(value: unknown): value is DeliveryAttempt {
  return typeof value === "object" && value !== null && "at" in value && "durationMs" in value;
}
