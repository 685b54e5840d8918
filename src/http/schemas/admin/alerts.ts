import Type from "typebox";
import { deliveryStates } from "../../../core/alerts/alert.ts";
import { limits } from "../../../core/limits.ts";
import { formatDollars, picodollars } from "../../../core/money/picodollars.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { pageQuery } from "../admin.ts";
import { dollars, idOf, instant, listOf, nullable, oneOf } from "../values.ts";

const defaultBelow = formatDollars(picodollars(limits.alertBelowDefault));

const alertFields = {
  account_id: Type.String(),
  below: dollars("It is told when less than this is available."),
  webhook_url: Type.String(),
  state: oneOf(["above", "below"], "`below`: told, and told again only after it has risen."),
  fallen_at: nullable(
    instant("When the balance fell."),
    "When the balance fell; null while above.",
  ),
  created_at: instant("When it was made."),
};

const example = {
  id: "alert_01m81jb7hhwngdrkdxc1m8shd2",
  account_id: "acct_01m81jb7gnv1d1298d11wtp9jx",
  below: "5.00",
  webhook_url: "https://hooks.example.com/farebox",
  state: "above",
  fallen_at: null,
  created_at: "2026-11-22T12:05:26.677Z",
};

const alert = Type.Object(
  { id: Type.String(), ...alertFields },
  {
    title: "Alert",
    description: "A wish to be told when an account's available balance falls below an amount.",
    examples: [example],
  },
);

const newAlert = Type.Object(
  {
    id: Type.String(),
    secret: Type.Optional(
      Type.String({ description: "Shown this once, and only where it was made here." }),
    ),
    ...alertFields,
  },
  {
    title: "NewAlert",
    description: "An alert, with the secret that was made for it.",
    examples: [{ ...example, secret: "whsec_…" }],
  },
);

const attempt = Type.Object({
  at: instant("When it was tried."),
  status: nullable(Type.Integer(), "What the receiver answered; null where nothing came."),
  error: nullable(Type.String(), "Why it was not taken; null where it was."),
  duration_ms: Type.Integer({ minimum: 0 }),
});

const delivery = Type.Object(
  {
    id: Type.String({ description: "Sent along as `webhook-id`, the same on every try." }),
    alert_id: Type.String(),
    account_id: Type.String(),
    available: dollars("What was available right after the fall."),
    below: dollars("The threshold it fell through."),
    state: oneOf(deliveryStates, "`failed`: given up after its last try."),
    created_at: instant("When the balance fell."),
    next_attempt_at: nullable(instant("When it is tried next."), "Null where it is finished."),
    attempts: Type.Array(attempt),
    body: nullable(Type.Unknown(), "What is sent; null before the first try."),
  },
  {
    title: "AlertDelivery",
    description: "One fall through a threshold, and how it was told.",
    examples: [
      {
        id: "msg_01m81jb7hhwngdrkdxc1m8shd2",
        alert_id: example.id,
        account_id: example.account_id,
        available: "4.9815",
        below: "5.00",
        state: "delivered",
        created_at: "2026-11-22T12:05:26.677Z",
        next_attempt_at: null,
        attempts: [{ at: "2026-11-22T12:05:26.679Z", status: 204, error: null, duration_ms: 41 }],
        body: {
          type: "balance.low",
          timestamp: "2026-11-22T12:05:26.677Z",
          data: {
            alert_id: example.id,
            account_id: example.account_id,
            account_name: "acme",
            available: "4.9815",
            below: "5.00",
            model: "my-model",
            output_tokens: 498150,
          },
        },
      },
    ],
  },
);

const alertBody = Type.Object(
  {
    account_id: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax }),
    below: Type.Optional(
      Type.Union([Type.String(), Type.Number()], {
        description: `Dollars; ${defaultBelow} where it is not said.`,
      }),
    ),
    webhook_url: Type.String({
      minLength: 1,
      maxLength: limits.addressCharactersMax,
      description: "An http or https address of the public internet.",
    }),
    secret: Type.Optional(
      Type.String({
        description: "`whsec_` and 24 to 64 bytes in base64; one is made where none is given.",
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ account_id: example.account_id, webhook_url: example.webhook_url }],
  },
);

const alertsQuery = Type.Object({
  ...pageQuery.properties,
  account_id: Type.Optional(Type.String({ description: "Only those of this account." })),
});

export type AlertBody = Type.Static<typeof alertBody>;
export type AlertsQuery = Type.Static<typeof alertsQuery>;

export const makeAlert = checkedRoute({
  operationId: "createAlert",
  tag: "Alerts",
  summary: "Tell when a balance falls",
  members: { belonging: "account_id", leastRole: "billing" },
  description:
    "One webhook each time the available balance falls below the threshold, signed as Standard " +
    "Webhooks says; again only after it has risen above it. A balance that is below already is " +
    "not told. What running calls give back counts as risen once it has stayed above for " +
    `${limits.alertCalmMs / 1000} seconds; money that is paid in counts at once.`,
  leastRole: "billing",
  body: alertBody,
  answers: { 201: json("The alert.", newAlert) },
  refusals: ["not_found"],
});

export const listAlerts = checkedRoute({
  operationId: "listAlerts",
  tag: "Alerts",
  summary: "All alerts",
  members: { belonging: "account_id" },
  querystring: alertsQuery,
  answers: { 200: json("A page of them.", listOf(alert, "Alerts, oldest first.")) },
});

export const showAlert = checkedRoute({
  operationId: "getAlert",
  tag: "Alerts",
  summary: "One alert",
  members: { belonging: "alert" },
  params: idOf("an alert"),
  answers: { 200: json("The alert, without its secret.", alert) },
  refusals: ["not_found"],
});

export const dropAlert = checkedRoute({
  operationId: "deleteAlert",
  tag: "Alerts",
  summary: "End an alert",
  members: { belonging: "alert", leastRole: "billing" },
  description: "What it still had to tell is told no more.",
  leastRole: "billing",
  params: idOf("an alert"),
  answers: {
    200: json(
      "It is gone.",
      Type.Object({ id: Type.String(), deleted: Type.Literal(true) }, { title: "DeletedAlert" }),
    ),
  },
  refusals: ["not_found"],
});

export const listDeliveries = checkedRoute({
  operationId: "listAlertDeliveries",
  tag: "Alerts",
  summary: "What an alert has told",
  members: { belonging: "alert" },
  description:
    "How each webhook was delivered: tried " +
    `${limits.alertRetriesMs.length + 1} times in about six hours. The newest ` +
    `${limits.alertDeliveriesKept} finished ones are kept.`,
  params: idOf("an alert"),
  querystring: pageQuery,
  answers: { 200: json("A page of them.", listOf(delivery, "Deliveries, the newest first.")) },
  refusals: ["not_found"],
});
