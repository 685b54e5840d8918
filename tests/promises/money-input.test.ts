import assert from "node:assert/strict";
import { test } from "node:test";
import { at, textAt } from "../doubles/json.ts";
import { openStage } from "../doubles/stage.ts";

const stage = await openStage();

const noAmounts: readonly unknown[] = [
  "0.0000000000001",
  1e-13,
  "1e3",
  "1,000.00",
  " 1.00",
  "$1.00",
  "",
  "NaN",
  "-0.0000000000001",
  "0",
];

for (const amount of [...noAmounts, "-1.00", -5, "1000000.01"]) {
  test(`a top-up of ${JSON.stringify(amount)} is refused, and books nothing`, async () => {
    const { accountId } = await stage.enter({ balance: "1.00" });
    const body = { amount, reference: "wrong" };
    const reply = await stage.operator.call(`/accounts/${accountId}/topups`, body);
    assert.equal(reply.status, 400, reply.text);
    assert.equal(reply.code, "invalid_request");
    assert.equal(at(reply.json, "error.param"), "amount");
    assert.equal(at(await readBooks(accountId), "posted"), "1.00");
  });
}

for (const amount of noAmounts) {
  test(`an adjustment of ${JSON.stringify(amount)} is refused, and books nothing`, async () => {
    const { accountId } = await stage.enter({ balance: "1.00" });
    const body = { amount, reference: "wrong", reason: "a mistake" };
    const reply = await stage.operator.call(`/accounts/${accountId}/adjustments`, body);
    assert.equal(reply.status, 400, reply.text);
    assert.equal(at(reply.json, "error.param"), "amount");
    assert.equal(at(await readBooks(accountId), "posted"), "1.00");
  });
}

test("an amount of twelve decimals is booked to the last of them", async () => {
  const { accountId } = await stage.enter({ balance: "0" });
  await stage.operator.topUp(accountId, "0.000000000001", "smallest");
  await stage.operator.topUp(accountId, "2.5", "plain");
  assert.equal(textAt(await readBooks(accountId), "posted"), "2.500000000001");
});

async function readBooks(accountId: string): Promise<unknown> {
  return at((await stage.operator.call(`/accounts/${accountId}`)).json, "balance");
}
