import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Alert, AlertDelivery } from "../../src/core/alerts/alert.ts";
import { limits } from "../../src/core/limits.ts";
import type { Store } from "../../src/ports/store.ts";
import { freshId, money } from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";
import { createProject } from "./store-directory.ts";

/** What every store promises of alerts and their deliveries. */
export function storeAlertsContract(stage: StoreStage): void {
  describe("alerts", () => {
    rows(stage);
    crossings(stage);
    deliveries(stage);
  });
}

const whole = { after: null, limit: 1_000 };

async function createAlert(store: Store, terms: Partial<Alert> = {}): Promise<Alert> {
  const { accountId } = await createProject(store.directory);
  const alert: Alert = {
    id: freshId("alert"),
    accountId,
    below: money(5_000),
    webhookUrl: "https://hooks.example.com/?a=☂",
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    fallenAt: null,
    createdAt: 1_000,
    ...terms,
  };
  await store.alerts.create(alert);
  return alert;
}

function deliveryOf(alert: Alert, terms: Partial<AlertDelivery> = {}): AlertDelivery {
  return {
    id: freshId("msg"),
    alertId: alert.id,
    accountId: alert.accountId,
    available: money(4_000),
    below: alert.below,
    at: 2_000,
    body: null,
    state: "pending",
    attempts: [],
    nextAt: 2_000,
    ...terms,
  };
}

function finished(delivery: AlertDelivery): AlertDelivery {
  const attempts = [{ at: 2_100, status: 200, error: null, durationMs: 7 }];
  return { ...delivery, body: '{"a":"☂"}', state: "delivered", attempts, nextAt: null };
}

function rows(stage: StoreStage): void {
  test("an alert is found by its id and with its account, until it is removed", async () => {
    const { alerts } = stage.store();
    const alert = await createAlert(stage.store());
    assert.deepEqual(await alerts.find(alert.id), alert);
    assert.deepEqual(alerts.of(alert.accountId), [alert]);
    await assert.rejects(alerts.create(alert), /exists already/);
    await alerts.remove(alert.id);
    assert.equal(await alerts.find(alert.id), null);
    assert.deepEqual(alerts.of(alert.accountId), []);
    await alerts.remove(alert.id);
  });

  test("alerts are listed oldest first, of all accounts or of one", async () => {
    const store = stage.store();
    const first = await createAlert(store);
    const second = await createAlert(store);
    const all = await store.alerts.list(null, whole);
    assert.deepEqual(all.slice(-2), [first, second]);
    assert.deepEqual(await store.alerts.list(second.accountId, whole), [second]);
    assert.deepEqual(await store.alerts.list(null, { after: first.id, limit: 1 }), [second]);
  });
}

function crossings(stage: StoreStage): void {
  test("a fall is known with what is to be told, and a rise ends it", async () => {
    const { alerts } = stage.store();
    const alert = await createAlert(stage.store());
    const delivery = deliveryOf(alert);
    assert.equal(await alerts.fall(delivery), true);
    assert.deepEqual(await alerts.find(alert.id), { ...alert, fallenAt: delivery.at });
    assert.deepEqual(await alerts.deliveries(alert.id, whole), [delivery]);
    await alerts.rise(alert.id);
    assert.deepEqual(alerts.of(alert.accountId), [alert]);
  });

  test("an alert that is gone neither falls nor rises, nor do its deliveries stay", async () => {
    const { alerts } = stage.store();
    const alert = await createAlert(stage.store());
    const delivery = deliveryOf(alert);
    await alerts.fall(delivery);
    await alerts.remove(alert.id);
    assert.deepEqual(await alerts.deliveries(alert.id, whole), []);
    assert.equal(await alerts.fall(deliveryOf(alert)), false);
    await alerts.rise(alert.id);
    await alerts.update(finished(delivery));
    assert.deepEqual(await alerts.deliveries(alert.id, whole), []);
    const pending = await alerts.pending(1_000);
    assert(!pending.some((one) => one.alertId === alert.id));
  });
}

function deliveries(stage: StoreStage): void {
  test("what is still to be told comes by its time, and what is finished no more", async () => {
    const { alerts } = stage.store();
    const alert = await createAlert(stage.store());
    const [late, early, done] = [
      deliveryOf(alert, { nextAt: 9 }),
      deliveryOf(alert, { nextAt: 8 }),
      deliveryOf(alert),
    ];
    for (const one of [late, early, done]) await alerts.fall(one);
    await alerts.update(finished(done));
    const pending = await alerts.pending(1_000);
    assert.deepEqual(
      pending.filter((one) => one.alertId === alert.id),
      [early, late],
    );
    assert.deepEqual((await alerts.deliveries(alert.id, whole))[0], finished(done));
  });

  test("deliveries are paged, the newest first", async () => {
    const { alerts } = stage.store();
    const alert = await createAlert(stage.store());
    const told = Array.from({ length: 5 }, () => deliveryOf(alert));
    for (const one of told) await alerts.fall(one);
    const newest = told.map(({ id }) => id).reverse();
    const page = await alerts.deliveries(alert.id, { after: null, limit: 2 });
    assert.deepEqual(
      page.map(({ id }) => id),
      newest.slice(0, 2),
    );
    const rest = await alerts.deliveries(alert.id, { after: newest[1] ?? "", limit: 9 });
    assert.deepEqual(
      rest.map(({ id }) => id),
      newest.slice(2),
    );
    assert.deepEqual(await alerts.deliveries(alert.id, { after: "nobody", limit: 9 }), []);
  });

  test("of the finished only the newest are kept; what still has to be told stays", async () => {
    const { alerts } = stage.store();
    const alert = await createAlert(stage.store());
    const waiting = deliveryOf(alert);
    await alerts.fall(waiting);
    for (let count = 0; count < limits.alertDeliveriesKept + 5; count += 1) {
      const one = deliveryOf(alert);
      await alerts.fall(one);
      await alerts.update(finished(one));
    }
    const last = deliveryOf(alert);
    await alerts.fall(last);
    const kept = await alerts.deliveries(alert.id, whole);
    assert.equal(kept.length, limits.alertDeliveriesKept + 2);
    assert.deepEqual([kept[0], kept.at(-1)], [last, waiting]);
  });
}
