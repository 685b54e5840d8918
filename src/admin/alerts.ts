import type { Alert } from "../core/alerts/alert.ts";
import { isWebhookSecret, writeWebhookSecret } from "../core/alerts/sign-webhook.ts";
import { limits } from "../core/limits.ts";
import { formatDollars, minus, type Picodollars } from "../core/money/picodollars.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { WebhookCaller } from "../ports/webhooks.ts";
import type { AlertWatch } from "./alert-watch.ts";
import type { Office } from "./office.ts";

/** What alerts need beside the office itself. */
export interface AlertDesk {
  readonly webhooks: WebhookCaller;
  readonly watch: AlertWatch;
  /** Stops what an alert that is gone was still telling. */
  readonly forget: (alertId: string) => void;
}

export interface AlertTerms {
  readonly accountId: string;
  readonly below: Picodollars;
  readonly webhookUrl: string;
  /** `whsec_…`; one is made where none is given. */
  readonly secret: string | undefined;
}

export interface NewAlert {
  readonly alert: Alert;
  /** Shown this once; null where the operator brought it along. */
  readonly madeSecret: string | null;
}

/**
 * Makes an alert. Refuses an address that leads inward, now and again at every delivery. A balance
 * that is below already is not told: it has to rise first.
 */
export async function createAlert(
  office: Office,
  desk: AlertDesk,
  terms: AlertTerms,
): Promise<NewAlert | Refusal> {
  const refusal = await refuseTerms(office, desk, terms);
  if (refusal !== null) return refusal;
  const { store, clock, random } = office;
  const now = clock.now();
  const madeSecret =
    terms.secret === undefined ? writeWebhookSecret(random.bytes(limits.webhookSecretBytes)) : null;
  const balance = await store.ledger.balance(terms.accountId);
  const available = balance === null ? null : minus(balance.posted, balance.held);
  const alert: Alert = {
    id: newId("alert_", now, random.bytes(idChanceBytes)),
    accountId: terms.accountId,
    below: terms.below,
    webhookUrl: terms.webhookUrl,
    secret: madeSecret ?? terms.secret ?? "",
    fallenAt: available === null || available < terms.below ? now : null,
    createdAt: now,
  };
  await store.alerts.create(alert);
  await desk.watch.compare(alert);
  return { alert, madeSecret };
}

/** Ends an alert, and whatever it still had to tell. */
export async function removeAlert(
  office: Office,
  desk: AlertDesk,
  id: string,
): Promise<Alert | Refusal> {
  const alert = await office.store.alerts.find(id);
  if (alert === null) return refuseUnknownAlert(id);
  await office.store.alerts.remove(id);
  desk.watch.forget(id);
  desk.forget(id);
  return alert;
}

export function refuseUnknownAlert(id: string): Refusal {
  return refuse("not_found", `There is no alert ${id}.`);
}

async function refuseTerms(
  office: Office,
  desk: AlertDesk,
  terms: AlertTerms,
): Promise<Refusal | null> {
  const { accountId, below, webhookUrl, secret } = terms;
  if ((await office.store.directory.account(accountId)) === null) {
    return refuse("not_found", `There is no account ${accountId}.`, { param: "account_id" });
  }
  if (office.store.alerts.of(accountId).length >= limits.alertsPerAccountMax) {
    const most = limits.alertsPerAccountMax;
    return refuse("invalid_request", `An account has at most ${most} alerts.`, {
      param: "account_id",
    });
  }
  if (below <= 0n || below > limits.movementMax) {
    const given = formatDollars(below);
    return refuse(
      "invalid_request",
      `\`below\` must be above 0.00, at most $1,000,000, not ${given}.`,
      {
        param: "below",
      },
    );
  }
  if (secret !== undefined && !isWebhookSecret(secret)) {
    return refuse("invalid_request", "`secret` must be whsec_ and 24 to 64 bytes in base64.", {
      param: "secret",
    });
  }
  const reason = await desk.webhooks.check(webhookUrl);
  if (reason === null) return null;
  return refuse("invalid_request", `\`webhook_url\` can't be called: ${reason}.`, {
    param: "webhook_url",
  });
}
