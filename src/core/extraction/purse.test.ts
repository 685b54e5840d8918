import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Picodollars, picodollars, zero } from "../money/picodollars.ts";
import { openPurse } from "./purse.ts";

const amount = fc.bigInt({ min: 0n, max: 1_000n }).map(picodollars);
/** A call asks for room, or the oldest running one ends, at some part of its ceiling. */
const step = fc.record({ ends: fc.boolean(), ceiling: amount, percent: fc.bigInt(0n, 100n) });

test("whatever runs and ends in whatever order, the budget is never exceeded", () => {
  fc.assert(
    fc.property(amount, fc.array(step, { maxLength: 60 }), (limit, steps) => {
      const purse = openPurse(limit);
      const running: Picodollars[] = [];
      for (const { ends, ceiling, percent } of steps) {
        const oldest = ends ? running.shift() : undefined;
        if (oldest !== undefined) purse.resolve(oldest, picodollars((oldest * percent) / 100n));
        else if (!ends && purse.reserve(ceiling)) running.push(ceiling);
        const most = running.reduce<bigint>((sum, one) => sum + one, purse.spent());
        assert(most <= limit, `${most} of ${limit}`);
        assert.equal(purse.running(), running.length);
      }
    }),
  );
});

test("what an earlier run may have spent counts, though nothing asked for room", () => {
  const purse = openPurse(picodollars(10n));
  purse.spend(picodollars(4n));
  purse.admit(picodollars(5n));
  assert.equal(purse.reserve(picodollars(2n)), false);
  purse.resolve(picodollars(5n), zero);
  assert.equal(purse.reserve(picodollars(6n)), true);
});
