import assert from "node:assert/strict";
import { test } from "node:test";
import { quietLog } from "../../tests/contracts/quiet-log.ts";
import { openHandClock, promisesSettled } from "../../tests/simulation/hand-clock.ts";
import type { Alert, AlertDelivery } from "../core/alerts/alert.ts";
import { limits } from "../core/limits.ts";
import { picodollars } from "../core/money/picodollars.ts";
import type { WebhookAnswer, WebhookCall } from "../ports/webhooks.ts";
import { openAlertBook } from "../stores/alerts.ts";
import { keepAlertsInMemory } from "../stores/memory/alerts.ts";
import { AlertCourier } from "./alert-courier.ts";

const start = Date.UTC(2026, 10, 22);
const alert: Alert = {
  id: "alert_1",
  accountId: "acct_1",
  below: picodollars(5n),
  webhookUrl: "https://hooks.example.com/",
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  fallenAt: null,
  createdAt: start,
};

function deliveryOf(id: string): AlertDelivery {
  return {
    id,
    alertId: alert.id,
    accountId: alert.accountId,
    available: picodollars(4n),
    below: alert.below,
    at: start,
    body: null,
    state: "pending",
    attempts: [],
    nextAt: start,
  };
}

interface Sent extends WebhookCall {
  readonly atMs: number;
  readonly stop: AbortSignal;
}

/** A courier between a hand-turned clock and a receiver that answers as it is told. */
async function openStage(answer: (sent: Sent, count: number) => Promise<WebhookAnswer>) {
  const clock = openHandClock(start);
  const book = openAlertBook([], keepAlertsInMemory());
  await book.create(alert);
  const sent: Sent[] = [];
  let composed = 0;
  const courier = new AlertCourier({
    book,
    clock,
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
    log: quietLog,
    compose: async (delivery) => {
      composed += 1;
      return JSON.stringify({ id: delivery.id, composed });
    },
    webhooks: {
      check: async () => null,
      post: (call, stop) => {
        sent.push({ ...call, atMs: clock.monotonicMs(), stop });
        return answer(sent.at(-1) as Sent, sent.length);
      },
    },
  });
  const find = async (id: string) => {
    const all = await book.deliveries(alert.id, { after: null, limit: 1000 });
    return all.find((one) => one.id === id);
  };
  return { book, clock, sent, courier, find };
}

test("what is taken at once is sent once, signed, and its body was kept before", async () => {
  const stage = await openStage(async () => ({ status: 204 }));
  await stage.book.fall(deliveryOf("msg_1"));
  stage.courier.wake();
  stage.courier.wake();
  await promisesSettled();
  assert.equal(stage.sent.length, 1);
  assert.equal(stage.sent[0]?.headers["webhook-id"], "msg_1");
  const delivery = await stage.find("msg_1");
  assert.equal(delivery?.state, "delivered");
  assert.equal(delivery?.body, stage.sent[0]?.body);
  assert.equal(stage.clock.turn(), false, "nothing is left to be done");
});

test("what is not taken is tried eight times over some six hours, with one body", async () => {
  const stage = await openStage(async (_sent, count) =>
    count % 2 === 0 ? { status: 500 } : { status: null, reason: "nobody there", final: false },
  );
  await stage.book.fall(deliveryOf("msg_1"));
  stage.courier.wake();
  await promisesSettled();
  for (let turn = 0; turn < 50 && stage.clock.turn(); turn += 1) await promisesSettled();

  const times = stage.sent.map(({ atMs }) => atMs);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  assert.deepEqual(waits, limits.alertRetriesMs);
  assert.equal(times.length, 8);
  const hours = (times.at(-1) ?? 0) / 3_600_000;
  assert(hours > 5.5 && hours < 6.5, `${hours} hours`);
  assert.equal(new Set(stage.sent.map(({ body }) => body)).size, 1, "every try says the same");
  const delivery = await stage.find("msg_1");
  assert.equal(delivery?.state, "failed");
  assert.equal(delivery?.nextAt, null);
  assert.deepEqual(
    delivery?.attempts.slice(0, 2).map(({ status, error }) => [status, error]),
    [
      [null, "nobody there"],
      [500, "its server answered with status 500"],
    ],
  );
});

test("an address that leads inward, and a receiver that is gone, are not tried again", async () => {
  const answers: readonly WebhookAnswer[] = [
    { status: null, reason: "it leads inward", final: true },
    { status: 410 },
  ];
  for (const answer of answers) {
    const stage = await openStage(async () => answer);
    await stage.book.fall(deliveryOf("msg_1"));
    stage.courier.wake();
    await promisesSettled();
    assert.equal((await stage.find("msg_1"))?.state, "failed");
    assert.equal(stage.clock.turn(), false);
  }
});

test("a few are under way at once, and all are delivered", async () => {
  const waiting: (() => void)[] = [];
  const stage = await openStage(
    () => new Promise((resolve) => waiting.push(() => resolve({ status: 200 }))),
  );
  for (let index = 0; index < 30; index += 1) await stage.book.fall(deliveryOf(`msg_${index}`));
  stage.courier.wake();
  for (let taken = 0; taken < 30; taken += 1) {
    await promisesSettled();
    assert(waiting.length <= limits.alertPostsMax, `${waiting.length} at once`);
    waiting.shift()?.();
  }
  await promisesSettled();
  assert.equal(new Set(stage.sent.map((one) => one.headers["webhook-id"])).size, 30);
  assert.equal(stage.sent.length, 30);
  assert.deepEqual(await stage.book.pending(100), []);
});

test("an alert that is removed says no more, not even what is under way", async () => {
  const stage = await openStage(
    (sent) =>
      new Promise((resolve) => {
        sent.stop.addEventListener("abort", () =>
          resolve({ status: null, reason: "it was stopped", final: false }),
        );
      }),
  );
  await stage.book.fall(deliveryOf("msg_1"));
  stage.courier.wake();
  await promisesSettled();
  assert.equal(stage.sent.length, 1);
  await stage.book.remove(alert.id);
  stage.courier.forget(alert.id);
  await promisesSettled();
  assert.equal(stage.sent[0]?.stop.aborted, true);
  assert.deepEqual(await stage.book.pending(10), []);
  assert.equal(stage.clock.turn(), false);
});

test("a try that a shutdown cut off is made again after the next start, under its id", async () => {
  const stage = await openStage(
    (sent) =>
      new Promise((resolve) => {
        sent.stop.addEventListener("abort", () =>
          resolve({ status: null, reason: "it was stopped", final: false }),
        );
      }),
  );
  await stage.book.fall(deliveryOf("msg_1"));
  stage.courier.wake();
  await promisesSettled();
  await stage.courier.close();
  await promisesSettled();
  const [pending] = await stage.book.pending(10);
  assert.equal(pending?.id, "msg_1");
  assert.deepEqual(pending?.attempts, [], "it counts for nothing");
  assert.equal(pending?.body, stage.sent[0]?.body);
});
