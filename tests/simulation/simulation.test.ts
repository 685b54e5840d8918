import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectedKinds, Happenings } from "./happenings.ts";
import { simulate } from "./simulate.ts";

/** So many that nothing of what can happen is missing, and so few that they take seconds. */
const seeds = 400;

describe("a simulated gateway", () => {
  test("keeps its promises through crashes, faults, stops and empty balances", async () => {
    const happenings = new Happenings();
    for (let seed = 1; seed <= seeds; seed++) {
      const report = await simulate(seed);
      const replay = `npm run simulate -- --seed ${seed}`;
      const told = [...report.last, `BROKEN: ${report.objection}`, replay].join("\n");
      assert.equal(report.objection, null, told);
      happenings.add(report.happenings);
    }
    const missing = expectedKinds.filter((kind) => happenings.of(kind) === 0);
    assert.deepEqual(missing, [], "what never happened was not shown to be survived");
  });

  test("does the same again from the same seed, step by step", async () => {
    const hashes = new Set<string>();
    for (let seed = 1; seed <= 20; seed++) {
      const first = await simulate(seed);
      const second = await simulate(seed);
      assert.equal(second.hash, first.hash);
      assert.equal(second.steps, first.steps);
      hashes.add(first.hash);
    }
    assert.equal(hashes.size, 20, "each seed is a world of its own");
  });
});
