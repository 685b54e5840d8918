import type { FastifyInstance } from "fastify";
import {
  type AlertTerms,
  createAlert,
  type NewAlert,
  refuseUnknownAlert,
  removeAlert,
} from "../../../admin/alerts.ts";
import type { Alert, AlertDelivery, DeliveryAttempt } from "../../../core/alerts/alert.ts";
import { limits } from "../../../core/limits.ts";
import { formatDollars, picodollars } from "../../../core/money/picodollars.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readPage, sendPage } from "../../page.ts";
import { readAmount } from "../../read-amount.ts";
import { sendRefusal } from "../../refusals.ts";
import {
  type AlertBody,
  type AlertsQuery,
  dropAlert,
  listAlerts,
  listDeliveries,
  makeAlert,
  showAlert,
} from "../../schemas/admin/alerts.ts";
import type { PageQuery } from "../../schemas/admin.ts";
import { sendJson } from "../../send-json.ts";
import { writeInstant } from "../../write-access.ts";

interface AlertPath {
  Params: { id: string };
}

/** Who is told when a balance falls. */
export function adminAlerts(app: FastifyInstance, edge: Edge): void {
  const { office, alertDesk } = edge;
  const { alerts } = office.store;

  app.post<{ Body: AlertBody }>(
    "/admin/v1/alerts",
    { schema: makeAlert },
    async (request, reply) => {
      const terms = readTerms(request.body);
      if (isRefusal(terms)) return sendRefusal(reply, terms);
      const made = await createAlert(office, alertDesk, terms);
      return isRefusal(made) ? sendRefusal(reply, made) : sendJson(reply, writeNew(made), 201);
    },
  );

  app.get<{ Querystring: AlertsQuery }>(
    "/admin/v1/alerts",
    { schema: listAlerts },
    async (request, reply) => {
      const page = readPage(request.query);
      const rows = await alerts.list(request.query.account_id ?? null, page);
      return sendPage(reply, page, rows.map(writeAlert));
    },
  );

  app.get<AlertPath>("/admin/v1/alerts/:id", { schema: showAlert }, async (request, reply) => {
    const alert = await alerts.find(request.params.id);
    if (alert === null) return sendRefusal(reply, refuseUnknownAlert(request.params.id));
    return sendJson(reply, writeAlert(alert));
  });

  app.delete<AlertPath>("/admin/v1/alerts/:id", { schema: dropAlert }, async (request, reply) => {
    const alert = await removeAlert(office, alertDesk, request.params.id);
    if (isRefusal(alert)) return sendRefusal(reply, alert);
    return sendJson(reply, { id: alert.id, deleted: true });
  });

  app.get<AlertPath & { Querystring: PageQuery }>(
    "/admin/v1/alerts/:id/deliveries",
    { schema: listDeliveries },
    async (request, reply) => {
      const { id } = request.params;
      if ((await alerts.find(id)) === null) return sendRefusal(reply, refuseUnknownAlert(id));
      const page = readPage(request.query);
      const rows = await alerts.deliveries(id, page);
      return sendPage(reply, page, rows.map(writeDelivery));
    },
  );
}

function readTerms(body: AlertBody): AlertTerms | Refusal {
  const below =
    body.below === undefined ? picodollars(limits.alertBelowDefault) : readAmount(body.below);
  if (below === null) {
    return refuse(
      "invalid_request",
      "`below` must be an amount in dollars with at most twelve decimals.",
      { param: "below" },
    );
  }
  const { account_id: accountId, webhook_url: webhookUrl, secret } = body;
  return { accountId, below, webhookUrl, secret };
}

function writeNew({ alert, madeSecret }: NewAlert): Record<string, unknown> {
  const { id, ...rest } = writeAlert(alert);
  return { id, ...(madeSecret === null ? {} : { secret: madeSecret }), ...rest };
}

/** An alert without its secret. */
function writeAlert(alert: Alert): Record<string, unknown> {
  const { fallenAt } = alert;
  return {
    id: alert.id,
    account_id: alert.accountId,
    below: formatDollars(alert.below),
    webhook_url: alert.webhookUrl,
    state: fallenAt === null ? "above" : "below",
    fallen_at: fallenAt === null ? null : writeInstant(fallenAt),
    created_at: writeInstant(alert.createdAt),
  };
}

function writeDelivery(delivery: AlertDelivery): Record<string, unknown> {
  const { nextAt, body } = delivery;
  const sent: unknown = body === null ? null : JSON.parse(body);
  return {
    id: delivery.id,
    alert_id: delivery.alertId,
    account_id: delivery.accountId,
    available: formatDollars(delivery.available),
    below: formatDollars(delivery.below),
    state: delivery.state,
    created_at: writeInstant(delivery.at),
    next_attempt_at: nextAt === null ? null : writeInstant(nextAt),
    attempts: delivery.attempts.map(writeAttempt),
    body: sent,
  };
}

function writeAttempt(attempt: DeliveryAttempt): Record<string, unknown> {
  const { at, status, error, durationMs } = attempt;
  return { at: writeInstant(at), status, error, duration_ms: durationMs };
}
