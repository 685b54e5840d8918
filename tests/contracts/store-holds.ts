import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { limits } from "../../src/core/limits.ts";
import { noUsage } from "../../src/core/tokens/usage.ts";
import {
  amountsOf,
  checkpointOf,
  completed,
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
  someUsage,
  topUpOf,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

/** What every store promises of holds, from placing to their one end. */
export function storeHoldsContract(stage: StoreStage): void {
  describe("holds that are placed", () => placing(stage));
  describe("holds that run", () => running(stage));
  describe("holds that end", () => ending(stage));
}

function placing(stage: StoreStage): void {
  test("a hold sets aside what is wanted, and the record keeps the whole order", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const names = { clientRequestId: "mine ☂", sessionId: "session \u0000 1" };
    const order = orderOf(accountId, 80, { ...names, wanted: money(70), least: money(10) });
    const hold = await doneHold(ledger, placingOf(order));
    assert.deepEqual(hold.order, order);
    assert.deepEqual([hold.state, hold.amount, hold.charge], ["open", 70n, null]);
    assert.deepEqual(await ledger.hold(order.id), hold);
    assert.deepEqual(await amountsOf(ledger, accountId), [100n, 70n, 0n]);
  });

  test("where the wanted amount is too much, the least fits whole or is refused", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const terms = { least: money(40) };
    const sizes: bigint[] = [];
    for (const _ of [1, 2]) {
      const hold = await doneHold(ledger, placingOf(orderOf(accountId, 500, terms)));
      sizes.push(hold.amount);
    }
    assert.deepEqual(sizes, [40n, 40n]);
    const third = placingOf(orderOf(accountId, 500, terms));
    assert.equal(await refusal(ledger, third), "insufficient_balance");
    assert.deepEqual(await amountsOf(ledger, accountId), [100n, 80n, 0n]);
  });

  test("a hold of nothing works at zero balance, for models at an explicit zero", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 0);
    const order = orderOf(accountId, 0);
    assert.equal((await doneHold(ledger, placingOf(order))).amount, 0n);
    assert.equal((await doneHold(ledger, settlingOf(order.id, 0))).charge, 0n);
  });

  test("a repeated order changes nothing; its id with other terms is refused", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 60);
    const first = await done(ledger, placingOf(order));
    const again = await done(ledger, placingOf({ ...order, at: 9_999 }));
    assert.equal(again.repeated, true);
    assert.deepEqual(again.hold, first.hold);
    assert.deepEqual(again.balance, first.balance);
    for (const other of [{ model: "x" }, { least: money(1) }, { keyId: "k" }, { stream: false }]) {
      assert.equal(await refusal(ledger, placingOf({ ...order, ...other })), "hold_id_reused");
    }
    assert.deepEqual(await amountsOf(ledger, accountId), [100n, 60n, 0n]);
  });

  test("a hold for nobody, or with amounts out of order, is refused", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    assert.equal(await refusal(ledger, placingOf(orderOf("nobody", 0))), "account_unknown");
    for (const terms of [
      { least: money(-1) },
      { least: money(51) },
      { wanted: money(51) },
      { ceiling: money(limits.movementMax + 1n) },
    ]) {
      const order = placingOf(orderOf(accountId, 50, terms));
      assert.equal(await refusal(ledger, order), "amount_invalid");
    }
  });
}

function running(stage: StoreStage): void {
  test("a hold grows to a total, takes what remains, and never shrinks", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 500, { least: money(40) });
    await done(ledger, placingOf(order));
    assert.equal((await doneHold(ledger, growingOf(order.id, 70))).amount, 70n);
    const repeated = await done(ledger, growingOf(order.id, 70));
    assert.deepEqual([repeated.repeated, repeated.hold?.amount], [true, 70n]);
    assert.equal((await done(ledger, growingOf(order.id, 50))).hold?.amount, 70n);
    assert.equal((await doneHold(ledger, growingOf(order.id, 150))).amount, 100n);
    const nothingLeft = await done(ledger, growingOf(order.id, 150));
    assert.deepEqual([nothingLeft.repeated, nothingLeft.hold?.amount], [false, 100n]);
    assert.deepEqual(await amountsOf(ledger, accountId), [100n, 100n, 0n]);
  });

  test("a hold grows no further than its ceiling, and not once it is closed", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 1_000);
    const order = orderOf(accountId, 500, { wanted: money(100), least: money(100) });
    await done(ledger, placingOf(order));
    assert.equal(await refusal(ledger, growingOf(order.id, 501)), "amount_invalid");
    assert.equal(await refusal(ledger, growingOf(freshId("hold"), 5)), "hold_unknown");
    const settled = await doneHold(ledger, settlingOf(order.id, 60));
    const [late] = await ledger.commit([growingOf(order.id, 200)]);
    assert.ok(late?.done === false && late.refused === "hold_closed");
    assert.deepEqual(late.hold, settled);
  });

  test("a checkpoint grows, stays within the hold, and moves no money", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 50);
    const placed = await done(ledger, placingOf(order));
    const first = await done(ledger, checkpointOf(order.id, 20));
    assert.deepEqual(first.hold?.checkpoint, { charge: 20n, usage: someUsage });
    assert.equal((await done(ledger, checkpointOf(order.id, 20))).repeated, true);
    const renewed = await done(ledger, checkpointOf(order.id, 20, noUsage));
    assert.deepEqual([renewed.repeated, renewed.hold?.checkpoint?.usage], [false, noUsage]);
    await done(ledger, checkpointOf(order.id, 50));
    for (const charge of [-1, 49, 51]) {
      assert.equal(await refusal(ledger, checkpointOf(order.id, charge)), "amount_invalid");
    }
    assert.deepEqual((await ledger.hold(order.id))?.checkpoint?.charge, 50n);
    assert.deepEqual(await ledger.balance(accountId), placed.balance);
    await done(ledger, settlingOf(order.id, 50));
    assert.equal(await refusal(ledger, checkpointOf(order.id, 50)), "hold_closed");
    assert.equal(await refusal(ledger, checkpointOf("none", 5)), "hold_unknown");
  });
}

function ending(stage: StoreStage): void {
  test("a settled hold charges exactly what is due, and its record keeps the end", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 60);
    await done(ledger, placingOf(order));
    const hold = await doneHold(ledger, settlingOf(order.id, 25));
    assert.deepEqual([hold.state, hold.charge, hold.shortfall], ["settled", 25n, 0n]);
    assert.deepEqual([hold.amount, hold.closedAt], [60n, 6_000]);
    assert.deepEqual(hold.outcome, completed);
    assert.deepEqual(await ledger.hold(order.id), hold);
    assert.deepEqual(await amountsOf(ledger, accountId), [75n, 0n, 0n]);
  });

  test("at its end a hold grows to what is due, as far as ceiling and balance go", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const terms = { wanted: money(10), least: money(10) };
    const byCeiling = orderOf(accountId, 40, terms);
    await done(ledger, placingOf(byCeiling));
    const before = await ledger.balance("shortfall");
    const first = await doneHold(ledger, settlingOf(byCeiling.id, 45));
    assert.deepEqual([first.charge, first.shortfall], [40n, 5n]);
    const byBalance = orderOf(accountId, 500, terms);
    await done(ledger, placingOf(byBalance));
    const second = await doneHold(ledger, settlingOf(byBalance.id, 400));
    assert.deepEqual([second.charge, second.shortfall], [60n, 340n]);
    assert.deepEqual(await amountsOf(ledger, accountId), [0n, 0n, 0n]);
    const absorbed = await ledger.balance("shortfall");
    assert.equal((absorbed?.posted ?? 0n) - (before?.posted ?? 0n), 345n);
  });

  test("absurd usage still settles its hold, and the entry tells what was due", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 60);
    await done(ledger, placingOf(order));
    const due = 10n ** 30n;
    const outcome = { providerCost: money(due) };
    const hold = await doneHold(ledger, settlingOf(order.id, due, outcome));
    assert.deepEqual([hold.charge, hold.shortfall], [60n, limits.movementMax]);
    assert.equal(hold.outcome?.providerCost, due);
    const [entry] = await ledger.entries(accountId, 3, 1);
    assert.equal(entry?.facts["due"], due.toString());
    assert.equal(entry?.facts["shortfall_unbooked"], (due - 60n - limits.movementMax).toString());
  });

  test("a released hold gives everything back, at cost 0", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 60);
    await done(ledger, placingOf(order));
    const hold = await doneHold(ledger, releasingOf(order.id));
    assert.deepEqual([hold.state, hold.charge, hold.outcome?.status], ["released", 0n, "failed"]);
    assert.deepEqual(await amountsOf(ledger, accountId), [100n, 0n, 0n]);
  });

  test("a recovered hold is charged by its last checkpoint, and without one costs 0", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const [reached, unreached] = [orderOf(accountId, 50), orderOf(accountId, 50)];
    await ledger.commit([reached, unreached].map(placingOf));
    await done(ledger, checkpointOf(reached.id, 20));
    await done(ledger, checkpointOf(reached.id, 30));
    const first = await doneHold(ledger, recoveringOf(reached.id));
    assert.deepEqual([first.state, first.charge, first.outcome], ["recovered", 30n, null]);
    assert.deepEqual(first.checkpoint?.usage, someUsage);
    const second = await doneHold(ledger, recoveringOf(unreached.id));
    assert.deepEqual([second.state, second.charge], ["recovered", 0n]);
    assert.deepEqual(await amountsOf(ledger, accountId), [70n, 0n, 0n]);
  });

  test("a hold ends once: whatever comes second changes nothing", async () => {
    const { ledger } = stage.store();
    const endings = [(id: string) => settlingOf(id, 25), releasingOf, recoveringOf] as const;
    for (const first of endings) {
      const accountId = await fundedAccount(ledger, 100);
      const order = orderOf(accountId, 60);
      await done(ledger, placingOf(order));
      const ended = await done(ledger, first(order.id));
      for (const second of endings) {
        const again = await done(ledger, second(order.id));
        assert.equal(again.repeated, true);
        assert.deepEqual(again.hold, ended.hold);
        assert.deepEqual(again.balance, ended.balance);
      }
      assert.equal((await done(ledger, placingOf(order))).hold?.state, ended.hold?.state);
    }
    assert.equal(await refusal(ledger, settlingOf("none", 5)), "hold_unknown");
    assert.equal(await refusal(ledger, releasingOf("none")), "hold_unknown");
    assert.equal(await refusal(ledger, recoveringOf("none")), "hold_unknown");
  });

  test("a negative amount due is refused and leaves the hold open", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 60);
    await done(ledger, placingOf(order));
    assert.equal(await refusal(ledger, settlingOf(order.id, -1)), "amount_invalid");
    assert.equal((await ledger.hold(order.id))?.state, "open");
    await done(ledger, releasingOf(order.id));
  });

  test("money held cannot be spent twice, and what is freed can be spent again", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 100);
    await done(ledger, placingOf(order));
    const next = placingOf(orderOf(accountId, 1));
    assert.equal(await refusal(ledger, next), "insufficient_balance");
    await done(ledger, settlingOf(order.id, 90));
    await done(ledger, next);
    await done(ledger, topUpOf(accountId, 5));
    assert.deepEqual(await amountsOf(ledger, accountId), [15n, 1n, 0n]);
  });
}
