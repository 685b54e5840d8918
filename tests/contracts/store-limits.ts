import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HoldOrder, SpendLimit } from "../../src/core/ledger/types.ts";
import { limits } from "../../src/core/limits.ts";
import type { Store } from "../../src/ports/store.ts";
import {
  amountsOf,
  checkpointOf,
  done,
  doneHold,
  freshId,
  fundedAccount,
  growingOf,
  money,
  orderOf,
  placingOf,
  recoveringOf,
  refusal,
  releasingOf,
  settlingOf,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

/** What every store promises of a key's own limit, and of calls that come again. */
export function storeLimitsContract(stage: StoreStage): void {
  describe("spend limits", () => {
    placingUnderLimits(stage);
    endingUnderLimits(stage);
  });
  describe("idempotency keys", () => {
    comingAgain(stage);
    freeAgain(stage);
  });
}

function limitOf(max: bigint | number): SpendLimit {
  return { scope: freshId("key"), max: money(max) };
}

/** Charged and held under a limit, in this order. */
async function spentOf({ reports }: Store, { scope }: SpendLimit): Promise<readonly bigint[]> {
  const { charged, held } = await reports.spent(scope);
  return [charged, held];
}

function placingUnderLimits(stage: StoreStage): void {
  test("what is wanted fits both, else the least does, else it is refused", async () => {
    const store = stage.store();
    const { ledger } = store;
    const accountId = await fundedAccount(ledger, 1_000);
    const spendLimit = limitOf(100);
    assert.deepEqual(await spentOf(store, spendLimit), [0n, 0n]);
    const order = (terms: Partial<HoldOrder> = {}) =>
      orderOf(accountId, 60, { spendLimit, least: money(25), ...terms });
    const first = await doneHold(ledger, placingOf(order()));
    const second = await doneHold(ledger, placingOf(order()));
    assert.deepEqual([first.amount, second.amount], [60n, 25n]);
    assert.deepEqual(first.order.spendLimit, spendLimit);
    assert.equal(await refusal(ledger, placingOf(order())), "spend_limit_reached");
    const least = order({ least: money(15) });
    assert.equal((await doneHold(ledger, placingOf(least))).amount, 15n);
    assert.deepEqual(await spentOf(store, spendLimit), [0n, 100n]);
    assert.deepEqual(await amountsOf(ledger, accountId), [1_000n, 100n, 0n]);
  });

  test("where the balance is what lacks, the refusal says so", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 50);
    const spendLimit = limitOf(100);
    const large = placingOf(orderOf(accountId, 60, { spendLimit }));
    assert.equal(await refusal(ledger, large), "insufficient_balance");
    const both = placingOf(orderOf(accountId, 500, { spendLimit }));
    assert.equal(await refusal(ledger, both), "insufficient_balance");
    const small = placingOf(orderOf(accountId, 50, { spendLimit: limitOf(49) }));
    assert.equal(await refusal(ledger, small), "spend_limit_reached");
  });

  test("each scope has its own room, and a lowered limit takes nothing back", async () => {
    const store = stage.store();
    const { ledger } = store;
    const accountId = await fundedAccount(ledger, 1_000);
    const [monday, tuesday] = [limitOf(100), limitOf(100)];
    for (const spendLimit of [monday, tuesday]) {
      await done(ledger, placingOf(orderOf(accountId, 90, { spendLimit })));
    }
    const lowered = { ...monday, max: money(40) };
    const order = orderOf(accountId, 60, { spendLimit: lowered, least: money(1) });
    assert.equal(await refusal(ledger, placingOf(order)), "spend_limit_reached");
    const free = orderOf(accountId, 60, { spendLimit: lowered, least: money(0) });
    assert.equal((await doneHold(ledger, placingOf(free))).amount, 0n);
    assert.equal((await doneHold(ledger, growingOf(free.id, 60))).amount, 0n);
    const raised = { ...monday, max: money(200) };
    await done(ledger, placingOf(orderOf(accountId, 110, { spendLimit: raised })));
    assert.deepEqual(await spentOf(store, monday), [0n, 200n]);
    assert.deepEqual(await spentOf(store, tuesday), [0n, 90n]);
  });

  test("a limit that is no amount is refused", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    for (const max of [-1n, limits.balanceMax + 1n]) {
      const order = orderOf(accountId, 1, { spendLimit: limitOf(max) });
      assert.equal(await refusal(ledger, placingOf(order)), "amount_invalid");
    }
  });

  test("a hundred calls at once under one limit never hold or spend more than it", async () => {
    const store = stage.store();
    const { ledger } = store;
    const accountId = await fundedAccount(ledger, 100_000);
    const spendLimit = limitOf(1_000);
    const terms = { spendLimit, wanted: money(70), least: money(30) };
    const orders = Array.from({ length: 100 }, () => orderOf(accountId, 200, terms));
    const answers = await Promise.all(orders.map((order) => ledger.commit([placingOf(order)])));
    const placed = orders.filter((_, place) => answers[place]?.[0]?.done === true);
    const refused = answers
      .flat()
      .filter((one) => !one.done && one.refused === "spend_limit_reached");
    assert.equal(placed.length + refused.length, 100);
    const [charged = 0n, held = 0n] = await spentOf(store, spendLimit);
    assert.ok(charged === 0n && held > 970n && held <= 1_000n, `${held} is held`);
    await Promise.all(placed.map(({ id }) => ledger.commit([growingOf(id, 200)])));
    assert.deepEqual(await spentOf(store, spendLimit), [0n, 1_000n]);
    await Promise.all(placed.map(({ id }) => ledger.commit([settlingOf(id, 150)])));
    assert.deepEqual(await spentOf(store, spendLimit), [1_000n, 0n]);
    assert.deepEqual(await amountsOf(ledger, accountId), [99_000n, 0n, 0n]);
  });
}

function endingUnderLimits(stage: StoreStage): void {
  test("a hold grows into what remains of both, balance and limit", async () => {
    const store = stage.store();
    const { ledger } = store;
    const accountId = await fundedAccount(ledger, 100);
    const terms = { wanted: money(10), least: money(10) };
    const limited = orderOf(accountId, 500, { ...terms, spendLimit: limitOf(70) });
    const roomy = orderOf(accountId, 500, { ...terms, spendLimit: limitOf(900) });
    await ledger.commit([limited, roomy].map(placingOf));
    assert.equal((await doneHold(ledger, growingOf(limited.id, 40))).amount, 40n);
    assert.equal((await doneHold(ledger, growingOf(limited.id, 400))).amount, 70n);
    assert.equal((await doneHold(ledger, growingOf(roomy.id, 400))).amount, 30n);
    assert.ok(limited.spendLimit && roomy.spendLimit);
    assert.deepEqual(await spentOf(store, limited.spendLimit), [0n, 70n]);
    assert.deepEqual(await spentOf(store, roomy.spendLimit), [0n, 30n]);
  });

  test("a charge goes as far as ceiling, balance and limit; the rest is shortfall", async () => {
    const store = stage.store();
    const { ledger } = store;
    const cases = [
      { balance: 1_000, ceiling: 500, max: 80, charge: 80n },
      { balance: 60, ceiling: 500, max: 80, charge: 60n },
      { balance: 1_000, ceiling: 50, max: 80, charge: 50n },
      { balance: 1_000, ceiling: 500, max: 900, charge: 200n },
    ];
    for (const { balance, ceiling, max, charge } of cases) {
      const accountId = await fundedAccount(ledger, balance);
      const spendLimit = limitOf(max);
      const terms = { spendLimit, wanted: money(20), least: money(20) };
      const order = orderOf(accountId, ceiling, terms);
      await done(ledger, placingOf(order));
      const hold = await doneHold(ledger, settlingOf(order.id, 200));
      assert.deepEqual([hold.charge, hold.shortfall], [charge, 200n - charge]);
      assert.deepEqual(await spentOf(store, spendLimit), [charge, 0n]);
    }
  });

  test("what is held under a limit is freed by every end, and only the charge stays", async () => {
    const store = stage.store();
    const { ledger } = store;
    const accountId = await fundedAccount(ledger, 1_000);
    const spendLimit = limitOf(100);
    const [settled, released, recovered] = [1, 2, 3].map(() =>
      orderOf(accountId, 30, { spendLimit }),
    );
    assert.ok(settled && released && recovered);
    await ledger.commit([settled, released, recovered].map(placingOf));
    assert.deepEqual(await spentOf(store, spendLimit), [0n, 90n]);
    await done(ledger, checkpointOf(recovered.id, 7));
    for (const end of [settlingOf(settled.id, 11), releasingOf(released.id)]) {
      await done(ledger, end);
      assert.equal((await done(ledger, end)).repeated, true);
    }
    await done(ledger, recoveringOf(recovered.id));
    assert.deepEqual(await spentOf(store, spendLimit), [18n, 0n]);
  });
}

const day = 86_400_000;

function keyedOrder(accountId: string, terms: Partial<HoldOrder> & { readonly key: string }) {
  const { key, ...rest } = terms;
  const at = rest.at ?? 4_000;
  const idempotency = { key, hash: "a".repeat(64), expiresAt: at + day };
  return orderOf(accountId, 10, { idempotency, ...rest });
}

function comingAgain(stage: StoreStage): void {
  test("the same key again is the first call, running or ended", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const first = keyedOrder(accountId, { key: "k" });
    const again = () => done(ledger, placingOf(keyedOrder(accountId, { key: "k", at: 5_000 })));
    assert.deepEqual((await doneHold(ledger, placingOf(first))).order, first);
    const running = await again();
    assert.deepEqual([running.repeated, running.hold?.order.id], [true, first.id]);
    assert.equal(running.hold?.state, "open");
    await done(ledger, settlingOf(first.id, 4));
    const ended = await again();
    assert.deepEqual(
      [ended.repeated, ended.hold?.state, ended.hold?.charge],
      [true, "settled", 4n],
    );
    assert.deepEqual(ended.hold, await ledger.hold(first.id));
    assert.deepEqual(await amountsOf(ledger, accountId), [96n, 0n, 0n]);
  });

  test("the key with another request is refused, and nothing is placed", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    await done(ledger, placingOf(keyedOrder(accountId, { key: "k" })));
    const idempotency = { key: "k", hash: "b".repeat(64), expiresAt: 9_000 };
    const other = placingOf(orderOf(accountId, 10, { idempotency }));
    assert.equal(await refusal(ledger, other), "idempotency_key_reused");
    assert.deepEqual(await amountsOf(ledger, accountId), [100n, 10n, 0n]);
  });

  test("the first answer is given also where the balance is gone by now", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 10);
    const first = keyedOrder(accountId, { key: "k" });
    await done(ledger, placingOf(first));
    await done(ledger, settlingOf(first.id, 10));
    const again = await done(ledger, placingOf(keyedOrder(accountId, { key: "k" })));
    assert.equal(again.hold?.order.id, first.id);
  });

  test("a hundred at once with one key are one call", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 1_000);
    const orders = Array.from({ length: 100 }, () => keyedOrder(accountId, { key: "k" }));
    const apart = orders.slice(0, 50).map((order) => ledger.commit([placingOf(order)]));
    const together = ledger.commit(orders.slice(50).map(placingOf));
    const outcomes = (await Promise.all([...apart, together])).flat();
    const placed = outcomes.filter((outcome) => outcome.done && !outcome.repeated);
    assert.equal(placed.length, 1);
    const ids = new Set(outcomes.map(({ hold }) => hold?.order.id));
    assert.equal(ids.size, 1);
    assert.deepEqual(await amountsOf(ledger, accountId), [1_000n, 10n, 0n]);
  });

  test("a key is the account's own", async () => {
    const { ledger } = stage.store();
    const [mine, theirs] = [await fundedAccount(ledger, 50), await fundedAccount(ledger, 50)];
    for (const accountId of [mine, theirs]) {
      const placed = await done(ledger, placingOf(keyedOrder(accountId, { key: "k" })));
      assert.equal(placed.repeated, false);
    }
  });
}

function freeAgain(stage: StoreStage): void {
  test("a key finds its newest call, whatever became of it", async () => {
    const { ledger } = stage.store();
    const [mine, theirs] = [await fundedAccount(ledger, 100), await fundedAccount(ledger, 100)];
    const find = async () => (await ledger.holdByIdempotencyKey(mine, "k"))?.order.id ?? null;
    const [first, second] = [keyedOrder(mine, { key: "k" }), keyedOrder(mine, { key: "k" })];
    await done(ledger, placingOf(keyedOrder(theirs, { key: "k" })));
    await done(ledger, placingOf(keyedOrder(mine, { key: "another" })));
    assert.equal(await find(), null);
    await done(ledger, placingOf(first));
    assert.deepEqual(await ledger.holdByIdempotencyKey(mine, "k"), await ledger.hold(first.id));
    await done(ledger, releasingOf(first.id));
    assert.equal((await ledger.holdByIdempotencyKey(mine, "k"))?.state, "released");
    await done(ledger, placingOf(second));
    assert.equal(await find(), second.id);
    await done(ledger, settlingOf(second.id, 1));
    assert.equal(await find(), second.id);
  });

  test("a call that produced nothing frees its key, and no other end does", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const ends = [
      [releasingOf, false],
      [(id: string) => settlingOf(id, 0), true],
      [recoveringOf, true],
    ] as const;
    for (const [place, [end, kept]] of ends.entries()) {
      const key = `k${place}`;
      const first = keyedOrder(accountId, { key });
      await done(ledger, placingOf(first));
      await done(ledger, end(first.id));
      const again = await done(ledger, placingOf(keyedOrder(accountId, { key })));
      assert.equal(again.repeated, kept);
      assert.equal(again.hold?.order.id === first.id, kept);
    }
  });

  test("a key is free from the moment it expires, and then another call's", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const first = keyedOrder(accountId, { key: "k", at: 1_000 });
    await done(ledger, placingOf(first));
    const last = await done(ledger, placingOf(keyedOrder(accountId, { key: "k", at: 999 + day })));
    assert.equal(last.hold?.order.id, first.id);
    const next = keyedOrder(accountId, { key: "k", at: 1_000 + day });
    assert.equal((await done(ledger, placingOf(next))).repeated, false);
    // The first one ends late, and does not take the key back.
    await done(ledger, settlingOf(first.id, 1));
    const again = await done(
      ledger,
      placingOf(keyedOrder(accountId, { key: "k", at: 2_000 + day })),
    );
    assert.equal(again.hold?.order.id, next.id);
  });

  test("within one transaction a key is taken, freed and taken again", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const [first, second, third] = [1, 2, 3].map(() => keyedOrder(accountId, { key: "k" }));
    assert.ok(first && second && third);
    const outcomes = await ledger.commit([
      placingOf(first),
      releasingOf(first.id),
      placingOf(second),
      placingOf(third),
    ]);
    assert.deepEqual(
      outcomes.map(({ hold }) => hold?.order.id),
      [first.id, first.id, second.id, second.id],
    );
    assert.deepEqual(await amountsOf(ledger, accountId), [100n, 10n, 0n]);
  });
}
