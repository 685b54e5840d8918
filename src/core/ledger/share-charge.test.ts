import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { picodollars, plus, zero } from "../money/picodollars.ts";
import { shareCharge } from "./share-charge.ts";

const amount = fc.bigInt({ min: 0n, max: 10n ** 13n }).map(picodollars);

test("the steps' shares add up to the charge and the shortfall, whatever was due", () => {
  const dues = fc.array(amount, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(dues, amount, amount, (due, charge, shortfall) => {
      const shares = shareCharge(due, charge, shortfall);
      assert.equal(plus(zero, ...shares.map(({ cost }) => cost)), charge);
      assert.equal(plus(zero, ...shares.map((share) => share.shortfall)), shortfall);
      assert(shares.every(({ cost }) => cost >= 0n));
    }),
  );
});

test("each is paid in its order, and what is unpaid is the step's it was due for", () => {
  const dues = [picodollars(70n), picodollars(50n)];
  const [first, second] = shareCharge(dues, picodollars(100n), picodollars(20n));
  assert.deepEqual(first, { cost: 70n, shortfall: 0n });
  assert.deepEqual(second, { cost: 30n, shortfall: 20n });
  const [short, nothing] = shareCharge(dues, picodollars(60n), picodollars(60n));
  assert.deepEqual(short, { cost: 60n, shortfall: 10n });
  assert.deepEqual(nothing, { cost: 0n, shortfall: 50n });
});
