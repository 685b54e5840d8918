import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { belowMill, fromMills, wholeMills } from "./mills.ts";
import { mill, type Picodollars, picodollars, plus, zero } from "./picodollars.ts";
import { type CycleSum, statementsUpTo } from "./statement.ts";

/** A cycle with lines of these charges. */
function cycleOf(cycle: string, charges: readonly Picodollars[]): CycleSum {
  return {
    cycle,
    lines: charges.length,
    charged: plus(zero, ...charges),
    mills: charges.reduce((sum, charge) => sum + wholeMills(charge), 0n),
    fractions: plus(zero, ...charges.map(belowMill)),
  };
}

function amounts(...values: readonly bigint[]): readonly Picodollars[] {
  return values.map(picodollars);
}

test("whole mills are settled, and the fractions of all lines are carried", () => {
  const [statement] = statementsUpTo(
    [cycleOf("2026-11", amounts(2_660_500_000n, 1_140_500_000n, 999_999_999n))],
    "2026-11",
  );
  assert.deepEqual(statement, {
    cycle: "2026-11",
    lines: 3,
    charged: 4_800_999_999n,
    carryIn: 0n,
    mills: 3n,
    carryOut: 1_800_999_999n,
  });
});

test("mills that gather in a carry are settled in the next month of the calendar", () => {
  const fractions = Array.from({ length: 12 }, () => picodollars(900_000_000n));
  const sums = [cycleOf("2026-11", fractions), cycleOf("2027-02", amounts(100_000_000n))];
  const statements = statementsUpTo(sums, "2027-03");
  assert.deepEqual(
    statements.map(({ cycle, carryIn, mills, carryOut }) => [cycle, carryIn, mills, carryOut]),
    [
      ["2026-11", 0n, 0n, 10_800_000_000n],
      ["2026-12", 10_800_000_000n, 10n, 800_000_000n],
      ["2027-01", 800_000_000n, 0n, 800_000_000n],
      ["2027-02", 800_000_000n, 0n, 900_000_000n],
      ["2027-03", 900_000_000n, 0n, 900_000_000n],
    ],
  );
});

test("an account without lines has no statements, and none come before its first", () => {
  assert.deepEqual(statementsUpTo([], "2026-11"), []);
  assert.deepEqual(statementsUpTo([cycleOf("2026-12", amounts(5n))], "2026-11"), []);
});

test("settled mills and the last carry are exactly what 10,000 sessions were charged", () => {
  // From nothing to ten dollars, and around whole mills, where a fraction would be lost.
  const charge = fc.oneof(
    fc.bigInt({ min: 0n, max: 10_000_000_000_000n }),
    fc.bigInt({ min: -2n, max: 2n }).map((step) => 7n * mill + step),
  );
  const session = fc.tuple(fc.constantFrom("2026-10", "2026-11", "2027-01"), charge);
  const sessions = fc.array(session, { minLength: 10_000, maxLength: 10_000, size: "max" });
  fc.assert(
    fc.property(sessions, fc.constantFrom("2027-01", "2027-02", "2028-12"), (lines, upTo) => {
      const sums = ["2026-10", "2026-11", "2027-01"].map((cycle) =>
        cycleOf(
          cycle,
          lines.filter(([of]) => of === cycle).map(([, amount]) => picodollars(amount)),
        ),
      );
      const statements = statementsUpTo(sums, upTo);
      const mills = statements.reduce((sum, statement) => sum + statement.mills, 0n);
      const settled = plus(fromMills(mills), statements.at(-1)?.carryOut ?? zero);
      assert.equal(
        settled,
        lines.reduce((sum, [, amount]) => sum + amount, 0n),
      );
      // A carry is what its lines could not settle, and a mill of it at most stays for good.
      for (const { lines: count, carryOut } of statements) {
        assert.ok(carryOut >= 0n && carryOut < mill * BigInt(count + 1));
      }
    }),
    { numRuns: 15 },
  );
});
