import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "../../src/core/ledger/types.ts";
import { createMemoryStore } from "../../src/stores/memory/store.ts";
import { amountsOf, fundedAccount, topUpOf } from "./ledger-orders.ts";
import { storeContract } from "./store.ts";

storeContract(
  "the memory store",
  async () => createMemoryStore(),
  async () => undefined,
);

test("a commit that is lost before it takes effect changes nothing", async () => {
  const asked: (readonly Command[])[] = [];
  let lost = false;
  const { ledger } = createMemoryStore({
    beforeCommit: async (commands) => {
      asked.push(commands);
      if (lost) throw new Error("the store is gone");
    },
  });
  const accountId = await fundedAccount(ledger, 100);
  lost = true;
  const order = topUpOf(accountId, 5);
  await assert.rejects(ledger.commit([order]), /the store is gone/);
  assert.deepEqual(asked.at(-1), [order]);
  assert.deepEqual(await amountsOf(ledger, accountId), [100n, 0n, 0n]);
});
