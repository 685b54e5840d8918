import assert from "node:assert/strict";
import { test } from "node:test";
import { quietLog } from "../../tests/contracts/quiet-log.ts";
import { openHandClock } from "../../tests/simulation/hand-clock.ts";
import type { Alert } from "../core/alerts/alert.ts";
import type { Balance } from "../core/ledger/types.ts";
import { picodollars, zero } from "../core/money/picodollars.ts";
import { type AlertKeeping, openAlertBook } from "../stores/alerts.ts";
import { keepAlertsInMemory } from "../stores/memory/alerts.ts";
import { watchAlerts } from "./alert-watch.ts";

const start = Date.UTC(2026, 10, 22);
const alert: Alert = {
  id: "alert_1",
  accountId: "acct_1",
  below: picodollars(500n),
  webhookUrl: "https://hooks.example.com/",
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  fallenAt: null,
  createdAt: start,
};

function balanceOf(available: number, accountId = alert.accountId): Balance {
  const posted = picodollars(BigInt(available));
  return { accountId, posted, held: zero, owed: zero, sequence: 1, head: "" };
}

/** A watch over one alert; `broken` makes the store refuse to write. */
async function openWatch(known = balanceOf(600)) {
  const keeping = keepAlertsInMemory();
  let drawn = 0;
  const stage = { broken: false, delivered: 0, balance: known };
  const breaking: AlertKeeping = {
    ...keeping,
    persist: (change) =>
      stage.broken ? Promise.reject(new Error("the disk is gone")) : keeping.persist(change),
  };
  const book = openAlertBook([], breaking);
  await book.create(alert);
  const watch = watchAlerts({
    book,
    ledger: { balance: async () => stage.balance },
    clock: openHandClock(start),
    random: { bytes: (count) => new Uint8Array(count).fill(drawn++), fraction: () => 0.5 },
    log: quietLog,
    deliver: () => {
      stage.delivered += 1;
    },
  });
  const told = async () => (await book.deliveries(alert.id, { after: null, limit: 9 })).length;
  return { watch, book, stage, told };
}

test("falls and rises at one moment are written in their order, each once", async () => {
  const { watch, book, stage } = await openWatch();
  const steps: readonly (readonly [number, boolean])[] = [
    [400, false],
    [300, false],
    [900, true],
    [400, false],
    [900, true],
  ];
  for (const [available, credited] of steps) watch.see(balanceOf(available), credited);
  await watch.idle();
  assert.equal(stage.delivered, 2);
  assert.equal((await book.find(alert.id))?.fallenAt, null, "it has risen at last");
});

test("a fall that could not be written is found again by the next balance", async () => {
  const { watch, stage, told } = await openWatch();
  stage.broken = true;
  watch.see(balanceOf(400), false);
  await watch.idle();
  assert.equal(await told(), 0);
  stage.broken = false;
  watch.see(balanceOf(399), false);
  await watch.idle();
  assert.equal(await told(), 1);
});

test("what a crash kept from being written is found at the start, and only once", async () => {
  const { watch, stage, told } = await openWatch(balanceOf(400));
  await watch.compareAll();
  await watch.compareAll();
  await watch.idle();
  assert.equal(await told(), 1);
  stage.balance = balanceOf(600);
  await watch.compareAll();
  stage.balance = balanceOf(400);
  await watch.compareAll();
  await watch.idle();
  assert.equal(await told(), 2);
});

test("other accounts' balances are nobody's business here", async () => {
  const { watch, told } = await openWatch();
  watch.see(balanceOf(1, "acct_2"), false);
  await watch.idle();
  assert.equal(await told(), 0);
});
