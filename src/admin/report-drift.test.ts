import assert from "node:assert/strict";
import { test } from "node:test";
import { completed, orderOf } from "../../tests/contracts/ledger-orders.ts";
import type { CallOutcome, Hold } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import { zero } from "../core/money/picodollars.ts";
import type { CallQuery, Reports } from "../ports/store.ts";
import { reportDrift } from "./report-drift.ts";

const everything = { model: null, from: null, to: null };

function holdOf(index: number, outcome: Partial<CallOutcome> = {}): Hold {
  return {
    order: orderOf("account-1", 10, { id: `call-${index}` }),
    state: "settled",
    amount: zero,
    checkpoint: null,
    charge: zero,
    shortfall: zero,
    closedAt: 6_000,
    outcome: { ...completed, ...outcome },
  };
}

/** The store's reports, with these calls alone, newest first; it keeps what it was asked. */
function reportsOf(holds: readonly Hold[]) {
  const asked: CallQuery[] = [];
  const calls = async (query: CallQuery) => {
    asked.push(query);
    const { after, limit } = query.page;
    const start = after === null ? 0 : holds.findIndex(({ order }) => order.id === after) + 1;
    return holds.slice(start, start + limit);
  };
  const elsewhere = () => assert.fail("a drift report reads calls alone");
  const reports: Reports = {
    spent: elsewhere,
    session: elsewhere,
    idleSessions: elsewhere,
    sessions: elsewhere,
    journal: elsewhere,
    entriesOf: elsewhere,
    cycles: elsewhere,
    statementLines: elsewhere,
    keyUses: elsewhere,
    usage: elsewhere,
    calls,
  };
  return { reports, asked };
}

for (const [count, truncated] of [
  [0, false],
  [limits.pageMax, false],
  [limits.driftCallsMax, false],
  [limits.driftCallsMax + 1, true],
] as const) {
  test(`of ${count} calls each is read once, up to the limit, and the rest is told`, async () => {
    const { reports, asked } = reportsOf(Array.from({ length: count }, (_, at) => holdOf(at)));
    const report = await reportDrift({ reports }, everything);
    const read = Math.min(count, limits.driftCallsMax);
    assert.equal(report.callsRead, read);
    assert.equal(report.truncated, truncated);
    assert.equal(report.models[0]?.calls ?? 0, read);
    assert.ok(asked.every(({ page }) => page.limit <= limits.pageMax));
    assert.ok(asked.length <= limits.driftCallsMax / limits.pageMax + 1);
  });
}

test("only completed calls are asked for, and only what was reported is measured", async () => {
  const { reports, asked } = reportsOf([
    holdOf(1),
    holdOf(2, { usageSource: "counted" }),
    { ...holdOf(3), outcome: null },
    holdOf(4, { promptTokensMax: null }),
  ]);
  const report = await reportDrift({ reports }, { model: "model-1", from: 1, to: 2 });
  assert.equal(report.callsRead, 4);
  assert.equal(report.models[0]?.calls, 2);
  assert.equal(report.models[0]?.bounded, 1);
  const [query] = asked;
  assert.equal(query?.status, "completed");
  assert.deepEqual([query?.model, query?.from, query?.to], ["model-1", 1, 2]);
});
