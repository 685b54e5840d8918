import assert from "node:assert/strict";
import { test } from "node:test";
import {
  done,
  freshId,
  fundedAccount,
  orderOf,
  placingOf,
  settlingOf,
} from "../../tests/contracts/ledger-orders.ts";
import { quietLog } from "../../tests/contracts/quiet-log.ts";
import {
  type HandClock,
  openHandClock,
  promisesSettled,
} from "../../tests/simulation/hand-clock.ts";
import type { Store } from "../ports/store.ts";
import { createMemoryStore } from "../stores/memory/store.ts";
import { SessionKeeper, settleIdleSessions } from "./session-keeper.ts";

const minute = 60_000;
const idleMs = 30 * minute;

/** Turns the clock from look to look until it shows so many milliseconds. */
async function turnTo(clock: HandClock, ms: number): Promise<void> {
  while (clock.now() < ms) {
    assert.ok(clock.turn(), "the keeper looks on");
    await promisesSettled();
  }
}

/** A session with one settled call, last used at 6 s. */
async function useSession(store: Store, accountId: string): Promise<string> {
  const sessionId = freshId("session");
  const order = orderOf(accountId, 100, { sessionId });
  await done(store.ledger, placingOf(order));
  await done(store.ledger, settlingOf(order.id, 7));
  return sessionId;
}

test("a session is settled once it has been idle for long enough, and not before", async () => {
  const store = createMemoryStore();
  const accountId = await fundedAccount(store.ledger, 1_000);
  const sessionId = await useSession(store, accountId);
  const clock = openHandClock(0);
  const keeper = new SessionKeeper({ store, clock, log: quietLog, idleMs });
  await turnTo(clock, 29 * minute);
  const open = await store.reports.session(accountId, sessionId);
  assert.equal(open?.settledAt, null, "it was used half an hour ago at most");
  await turnTo(clock, 32 * minute);
  const settled = await store.reports.session(accountId, sessionId);
  assert.ok((settled?.settledAt ?? 0) > 0, "it is settled");
  assert.equal(settled?.charged, 7n);
  await keeper.close();
  assert.equal(clock.turn(), false, "it looks no more once it is closed");
});

test("a session with a running call is left alone, however long it runs", async () => {
  const store = createMemoryStore();
  const accountId = await fundedAccount(store.ledger, 1_000);
  const sessionId = freshId("session");
  await done(store.ledger, placingOf(orderOf(accountId, 100, { sessionId })));
  const clock = openHandClock(100 * minute);
  assert.equal(await settleIdleSessions({ store, clock, log: quietLog, idleMs }), 0);
  assert.equal((await store.reports.session(accountId, sessionId))?.settledAt, null);
});

test("many idle sessions are settled in batches, all in one look", async () => {
  const store = createMemoryStore();
  const accountId = await fundedAccount(store.ledger, 10_000);
  for (let count = 0; count < 300; count += 1) await useSession(store, accountId);
  const clock = openHandClock(100 * minute);
  assert.equal(await settleIdleSessions({ store, clock, log: quietLog, idleMs }), 300);
  assert.equal(await settleIdleSessions({ store, clock, log: quietLog, idleMs }), 0);
});

test("a look that fails is told, and the next one settles", async () => {
  let broken = true;
  const store = createMemoryStore({
    beforeCommit: async (commands) => {
      const settles = commands.some(({ kind }) => kind === "settle_session");
      if (broken && settles) throw new Error("no disk");
    },
  });
  const accountId = await fundedAccount(store.ledger, 1_000);
  const sessionId = await useSession(store, accountId);
  const told: string[] = [];
  const error = (_fields: unknown, message: string): unknown => told.push(message);
  const log = { ...quietLog, error };
  const clock = openHandClock(0);
  const keeper = new SessionKeeper({ store, clock, log, idleMs });
  await turnTo(clock, 31 * minute);
  assert.deepEqual([...new Set(told)], ["idle sessions could not be settled"]);
  broken = false;
  await turnTo(clock, 32 * minute);
  assert.ok((await store.reports.session(accountId, sessionId))?.settledAt);
  await keeper.close();
});
