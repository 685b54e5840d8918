import { AlertCourier } from "../admin/alert-courier.ts";
import { watchAlerts } from "../admin/alert-watch.ts";
import type { AlertDesk } from "../admin/alerts.ts";
import { composeAlert } from "../admin/compose-alert.ts";
import type { Account } from "../core/access/account.ts";
import type { Rate } from "../core/money/rate.ts";
import { dearestOutput } from "../core/pricing/rate-usage.ts";
import { priceFor } from "../flow/price-for.ts";
import type { OutboundTerms } from "../outbound/guarded-fetch.ts";
import { openWebhookCaller } from "../outbound/webhook-caller.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import type { Store } from "../ports/store.ts";
import type { Trade } from "./load-trade.ts";
import { watchLedger } from "./watch-ledger.ts";

export interface AlertParts {
  readonly store: Store;
  readonly trade: Trade;
  readonly outbound: OutboundTerms;
  readonly random: Random;
  readonly log: Log;
}

export interface OpenAlerts {
  /** The store to use from here on: whatever it commits is looked at. */
  readonly store: Store;
  readonly desk: AlertDesk;
  /** After the recovery: finds what a crash kept from being told, and begins to deliver. */
  start(): Promise<void>;
  /** Writes down what was found; what was not delivered is delivered after the next start. */
  close(): Promise<void>;
}

/** Connects the ledger, the book of alerts and the way out. */
export function openAlerts(parts: AlertParts): OpenAlerts {
  const { store, random, log } = parts;
  const { clock } = parts.outbound;
  const webhooks = openWebhookCaller(parts.outbound);
  const outputRate = outputRateOf(parts.trade, clock);
  const courier = new AlertCourier({
    book: store.alerts,
    webhooks,
    clock,
    random,
    log,
    compose: (delivery) => composeAlert({ store, log, outputRate }, delivery),
  });
  const watch = watchAlerts({
    book: store.alerts,
    ledger: store.ledger,
    clock,
    random,
    log,
    deliver: () => courier.wake(),
  });
  return {
    store: { ...store, ledger: watchLedger(store.ledger, watch.see) },
    desk: { webhooks, watch, forget: (alertId) => courier.forget(alertId) },
    start: async () => {
      await watch.compareAll();
      courier.wake();
    },
    close: async () => {
      await watch.idle();
      await courier.close();
    },
  };
}

/** What an account pays for a model's output at its dearest; null where no price is in force. */
function outputRateOf(trade: Trade, clock: Clock): (account: Account, name: string) => Rate | null {
  return (account, name) => {
    const model = trade.catalogue.find(name);
    const version = model === null ? null : priceFor({ ...trade, clock }, account, model.id);
    return model === null || version === null ? null : dearestOutput(version.price, model);
  };
}
