import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepOutcome, StepUsed } from "../../src/core/ledger/types.ts";
import type { Store } from "../../src/ports/store.ts";
import {
  completed,
  done,
  fundedAccount,
  money,
  orderOf,
  placingOf,
  recoveringOf,
  settlingOf,
  someUsage,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";
import { audit } from "./store-books.ts";

const first: StepUsed = {
  model: "eye",
  priceVersion: "list:eye:1",
  usage: someUsage,
  due: money(30),
};
const second: StepUsed = { ...first, model: "pen", priceVersion: "list:pen:1", due: money(50) };

function outcomeOf(step: StepUsed): StepOutcome {
  return {
    ...step,
    usageSource: "reported",
    promptTokens: 280,
    promptTokensMax: 300,
    duePrompt: money(3),
    providerCost: money(4),
    attempts: completed.attempts,
  };
}

/** What every store promises of a call that takes steps. */
export function storeStepsContract(stage: StoreStage): void {
  test("steps are kept as they were, and each adds to its own model; the call once", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 10_000);
    const order = orderOf(accountId, 1_000, { model: "two-step/eye+pen", at: 6_000 });
    const steps = [outcomeOf(first), outcomeOf(second)];
    await done(store.ledger, placingOf(order));
    // 80 are due; the ceiling pays all of it.
    await done(store.ledger, settlingOf(order.id, 80, { steps }));
    const hold = await store.ledger.hold(order.id);
    assert.deepEqual(hold?.outcome?.steps, steps);
    assert.deepEqual(await byModel(store, accountId), [
      ["pen", 1, 50n, 4n],
      ["eye", 0, 30n, 4n],
    ]);
    assert.deepEqual((await audit(store.ledger)).differences, []);
  });

  test("what a hold could not pay is taken from the last step first", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 60);
    const order = orderOf(accountId, 60, { model: "two-step/eye+pen", at: 6_000 });
    await done(store.ledger, placingOf(order));
    const steps = [outcomeOf(first), outcomeOf(second)];
    await done(store.ledger, settlingOf(order.id, 80, { steps }));
    const rows = await byModel(store, accountId);
    assert.deepEqual(
      rows.map(([model, , cost]) => [model, cost]),
      [
        ["eye", 30n],
        ["pen", 30n],
      ],
    );
    assert.deepEqual((await audit(store.ledger)).differences, []);
  });

  test("a crash is charged by the last checkpoint, step by step", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 10_000);
    const order = orderOf(accountId, 1_000, { model: "two-step/eye+pen", at: 6_000 });
    const checkpoint = { charge: money(80), usage: someUsage, steps: [first, second] };
    await done(store.ledger, placingOf(order));
    await done(store.ledger, { kind: "checkpoint", holdId: order.id, checkpoint });
    assert.deepEqual((await store.ledger.hold(order.id))?.checkpoint, checkpoint);
    await done(store.ledger, recoveringOf(order.id));
    assert.deepEqual((await store.ledger.hold(order.id))?.checkpoint, checkpoint);
    assert.deepEqual(
      (await byModel(store, accountId)).map(([model, calls, cost]) => [model, calls, cost]),
      [
        ["pen", 1, 50n],
        ["eye", 0, 30n],
      ],
    );
    assert.deepEqual((await audit(store.ledger)).differences, []);
  });
}

async function byModel(store: Store, accountId: string) {
  const anyone = { projectId: null, keyId: null, model: null };
  const query = { accountId, ...anyone, from: 0, to: 10_000, groupBy: "model" } as const;
  const rows = await store.reports.usage(query);
  return rows.map(({ group, calls, cost, providerCost }) => {
    return [group, calls, cost, providerCost] as const;
  });
}
