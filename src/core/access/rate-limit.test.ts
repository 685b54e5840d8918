import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fullAllowance, takeRequest } from "./rate-limit.ts";

test("an idle account may use its whole minute at once, and no more", () => {
  let allowance = fullAllowance(60, 0);
  for (let call = 0; call < 60; call += 1) {
    const decision = takeRequest(allowance, 60, 0);
    assert.equal(decision.admitted, true);
    allowance = decision.allowance;
  }
  assert.equal(takeRequest(allowance, 60, 0).admitted, false);
});

test("a lone client that waits as long as it is told is admitted", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(120_000), (rpm, idleMs) => {
      let allowance = fullAllowance(rpm, 0);
      for (let call = 0; call < rpm; call += 1) {
        allowance = takeRequest(allowance, rpm, 0).allowance;
      }
      const now = Math.min(idleMs, Math.floor(59_999 / rpm));
      const refused = takeRequest(allowance, rpm, now);
      assert.equal(refused.admitted, false);
      if (refused.admitted) return;
      const later = now + refused.retryAfterSeconds * 1000;
      assert.equal(takeRequest(refused.allowance, rpm, later).admitted, true);
    }),
    { numRuns: 200 },
  );
});

test("a refused call uses nothing up", () => {
  let allowance = fullAllowance(1, 0);
  allowance = takeRequest(allowance, 1, 0).allowance;
  for (let now = 1; now < 60_000; now += 1_000) {
    const refused = takeRequest(allowance, 1, now);
    assert.equal(refused.admitted, false);
    allowance = refused.allowance;
  }
  assert.equal(takeRequest(allowance, 1, 60_000).admitted, true);
});

test("a clock that was set back neither refills nor takes away", () => {
  const spent = takeRequest(fullAllowance(2, 100_000), 2, 100_000).allowance;
  const back = takeRequest(spent, 2, 50_000);
  assert.equal(back.admitted, true);
  assert.equal(takeRequest(back.allowance, 2, 50_000).admitted, false);
});
