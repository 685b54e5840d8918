import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { limits } from "../../src/core/limits.ts";
import {
  adjustmentOf,
  amountsOf,
  done,
  freshId,
  fundedAccount,
  money,
  openingOf,
  orderOf,
  placingOf,
  refusal,
  topUpOf,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

/** What every store promises of accounts, top-ups and adjustments. */
export function storeMoneyContract(stage: StoreStage): void {
  describe("money that comes and goes", () => {
    test("an account opens once, with nothing on it", async () => {
      const { ledger } = stage.store();
      const accountId = freshId("account");
      assert.equal(await ledger.balance(accountId), null);
      const first = await done(ledger, openingOf(accountId));
      const second = await done(ledger, openingOf(accountId));
      assert.deepEqual([first.repeated, second.repeated], [false, true]);
      assert.deepEqual(second.balance, first.balance);
      assert.deepEqual(await amountsOf(ledger, accountId), [0n, 0n, 0n]);
      assert.equal(first.balance.sequence, 1);
    });

    test("a top-up of an unknown account is refused", async () => {
      assert.equal(await refusal(stage.store().ledger, topUpOf("nobody", 5)), "account_unknown");
    });

    test("a repeated top-up changes nothing", async () => {
      const { ledger } = stage.store();
      const accountId = await fundedAccount(ledger, 0);
      const order = topUpOf(accountId, 500);
      const first = await done(ledger, order);
      const again = await done(ledger, { ...order, at: 9_000 });
      assert.deepEqual([first.repeated, again.repeated], [false, true]);
      assert.deepEqual(again.movement, first.movement);
      assert.deepEqual(again.balance, first.balance);
      assert.deepEqual(await amountsOf(ledger, accountId), [500n, 0n, 0n]);
    });

    test("a top-up's id with other terms is refused", async () => {
      const { ledger } = stage.store();
      const accountId = await fundedAccount(ledger, 0);
      const order = topUpOf(accountId, 500);
      await done(ledger, order);
      assert.equal(await refusal(ledger, { ...order, amount: money(501) }), "reference_reused");
      assert.equal(await refusal(ledger, { ...order, reference: "other" }), "reference_reused");
      const adjustment = adjustmentOf(accountId, 500, { id: order.id });
      assert.equal(await refusal(ledger, adjustment), "reference_reused");
      assert.deepEqual(await amountsOf(ledger, accountId), [500n, 0n, 0n]);
    });

    test("a top-up is positive and within the bounds", async () => {
      const { ledger } = stage.store();
      const accountId = await fundedAccount(ledger, 0);
      for (const amount of [0n, -1n, limits.movementMax + 1n]) {
        assert.equal(await refusal(ledger, topUpOf(accountId, amount)), "amount_invalid");
      }
      for (let full = 0n; full < limits.balanceMax; full += limits.movementMax) {
        await done(ledger, topUpOf(accountId, limits.movementMax));
      }
      assert.equal(await refusal(ledger, topUpOf(accountId, 1)), "balance_too_large");
      assert.deepEqual(await amountsOf(ledger, accountId), [limits.balanceMax, 0n, 0n]);
    });

    test("an adjustment gives and takes, with its reason kept", async () => {
      const { ledger } = stage.store();
      const accountId = await fundedAccount(ledger, 100);
      const taken = await done(ledger, adjustmentOf(accountId, -30, { reason: "chargeback" }));
      assert.equal(taken.movement?.reason, "chargeback");
      await done(ledger, adjustmentOf(accountId, 5));
      assert.deepEqual(await amountsOf(ledger, accountId), [75n, 0n, 0n]);
      assert.equal(await refusal(ledger, adjustmentOf(accountId, 0)), "amount_invalid");
    });

    test("a repeated adjustment changes nothing, and its id is not used for another", async () => {
      const { ledger } = stage.store();
      const accountId = await fundedAccount(ledger, 100);
      const order = adjustmentOf(accountId, -30);
      await done(ledger, order);
      assert.equal((await done(ledger, order)).repeated, true);
      assert.equal(await refusal(ledger, { ...order, amount: money(-31) }), "reference_reused");
      assert.equal(await refusal(ledger, { ...order, reason: "other" }), "reference_reused");
      assert.deepEqual(await amountsOf(ledger, accountId), [70n, 0n, 0n]);
    });

    test("taking more than is available is refused, held money included", async () => {
      const { ledger } = stage.store();
      const accountId = await fundedAccount(ledger, 100);
      await done(ledger, placingOf(orderOf(accountId, 60)));
      assert.equal(await refusal(ledger, adjustmentOf(accountId, -41)), "insufficient_balance");
      await done(ledger, adjustmentOf(accountId, -40));
      assert.deepEqual(await amountsOf(ledger, accountId), [60n, 60n, 0n]);
    });

    test("what may be owed is owed, and the next money that comes in pays it first", async () => {
      const { ledger } = stage.store();
      const accountId = await fundedAccount(ledger, 100);
      const order = adjustmentOf(accountId, -130, { allowOwed: true });
      assert.equal((await done(ledger, order)).movement?.owed, 30n);
      assert.deepEqual(await amountsOf(ledger, accountId), [0n, 0n, 30n]);
      assert.equal((await done(ledger, topUpOf(accountId, 20))).movement?.owed, 20n);
      assert.deepEqual(await amountsOf(ledger, accountId), [0n, 0n, 10n]);
      await done(ledger, topUpOf(accountId, 25));
      assert.deepEqual(await amountsOf(ledger, accountId), [15n, 0n, 0n]);
    });

    test("the operator's shortfall account is nobody's to spend or to fill", async () => {
      const { ledger } = stage.store();
      for (const command of [
        topUpOf("shortfall", 5),
        adjustmentOf("shortfall", 5),
        placingOf(orderOf("shortfall", 0)),
      ]) {
        assert.equal(await refusal(ledger, command), "account_unknown");
      }
    });
  });
}
