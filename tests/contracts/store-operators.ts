import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Operator } from "../../src/core/access/operator.ts";
import { freshId } from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

function operatorOf(terms: Partial<Operator> = {}): Operator {
  return {
    id: freshId("operator"),
    name: "Ada ☂",
    role: "billing",
    tokenHash: freshId("token"),
    hint: "abcd",
    createdAt: 1_000,
    ...terms,
  };
}

/** What every store promises of those who may use the admin API. */
export function storeOperatorsContract(stage: StoreStage): void {
  describe("operators", () => {
    test("who was created is found by id and by token, and listed in order", async () => {
      const { operators } = stage.store();
      const [first, second] = [operatorOf(), operatorOf({ role: "viewer" })];
      await operators.create(first);
      await operators.create(second);
      assert.deepEqual(await operators.find(first.id), first);
      assert.deepEqual(await operators.findByTokenHash(second.tokenHash), second);
      assert.deepEqual(await operators.list(first.id, 10), [second]);
      assert.equal((await operators.list(null, 1)).length, 1);
    });

    test("who was removed is found no more, and its place in the list stays", async () => {
      const { operators } = stage.store();
      const [gone, later] = [operatorOf(), operatorOf()];
      await operators.create(gone);
      await operators.create(later);
      await operators.remove(gone.id);
      await operators.remove(gone.id);
      assert.equal(await operators.find(gone.id), null);
      assert.equal(await operators.findByTokenHash(gone.tokenHash), null);
      assert.deepEqual(await operators.list(gone.id, 10), [later]);
    });

    test("an id or a token that is taken is not taken again", async () => {
      const { operators } = stage.store();
      const known = operatorOf();
      await operators.create(known);
      await assert.rejects(operators.create(operatorOf({ id: known.id })));
      await assert.rejects(operators.create(operatorOf({ tokenHash: known.tokenHash })));
      const twins = [operatorOf(), operatorOf()].map((one) => ({ ...one, id: "operator-twin" }));
      const made = await Promise.allSettled(twins.map((one) => operators.create(one)));
      assert.deepEqual(
        made.map(({ status }) => status),
        ["fulfilled", "rejected"],
      );
    });
  });
}
