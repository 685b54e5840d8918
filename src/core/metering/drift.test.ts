import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Drift, type DriftSample, measureDrift } from "./drift.ts";

function sample(given: Partial<DriftSample>): DriftSample {
  return { callId: "c", model: "m", expected: 100, billed: 100, bound: 130, ...given };
}

function measureOne(samples: readonly DriftSample[]): Drift {
  const [drift, ...others] = measureDrift(samples);
  assert.ok(drift !== undefined && others.length === 0, "one model has one line");
  return drift;
}

/** A hundred calls expected at 100 tokens, billed 1, 2, 3 … 100 tokens beyond that. */
const rising = Array.from({ length: 100 }, (_, index) =>
  sample({ callId: `c${index + 1}`, billed: 101 + index }),
);

test("nothing to measure is no line", () => {
  assert.deepEqual(measureDrift([]), []);
});

test("median, p95 and worst are those of calls that were made", () => {
  const drift = measureOne(rising);
  assert.equal(drift.calls, 100);
  assert.equal(drift.medianPermille, 500);
  assert.equal(drift.p95Permille, 950);
  assert.equal(drift.worstPermille, 1000);
  assert.equal(drift.worstCallId, "c100");
});

test("a bill below what was expected is as far off as one above, and keeps its sign", () => {
  const drift = measureOne([
    sample({ callId: "less", billed: 40 }),
    sample({ callId: "more", billed: 150 }),
    sample({ callId: "equal" }),
  ]);
  assert.equal(drift.medianPermille, 0);
  assert.equal(drift.worstPermille, -600);
  assert.equal(drift.worstCallId, "less");
});

test("only what is exact is told as 0", () => {
  const off = { expected: 1_000_000_000, bound: null };
  assert.equal(measureOne([sample({ ...off, billed: 1_000_000_001 })]).worstPermille, 1);
  assert.equal(measureOne([sample({ ...off, billed: 999_999_999 })]).worstPermille, -1);
  assert.equal(measureOne([sample({ ...off, billed: 1_000_000_000 })]).worstPermille, 0);
});

test("a prompt of which nothing was expected is measured as one token", () => {
  assert.equal(measureOne([sample({ expected: 0, billed: 3 })]).worstPermille, 3000);
});

test("a bound is broken by a bill beyond it, and by none that is not kept", () => {
  const drift = measureOne([
    sample({ billed: 130 }),
    sample({ billed: 131 }),
    sample({ billed: 131, bound: null }),
  ]);
  assert.equal(drift.calls, 3);
  assert.equal(drift.bounded, 2);
  assert.equal(drift.boundBroken, 1);
});

const tokens = fc.integer({ min: 0, max: 1_000_000_000 });
const anySample = fc.record({
  callId: fc.uuid(),
  model: fc.constantFrom("a", "b", "c"),
  expected: tokens,
  billed: tokens,
  bound: fc.option(tokens),
});

/** Thousandths in integers of any size, away from zero. */
function permilleOf({ expected, billed }: DriftSample): number {
  const whole = BigInt(expected === 0 ? 1 : expected);
  const scaled = BigInt(Math.abs(billed - expected)) * 1000n;
  const size = Number((scaled + whole - 1n) / whole);
  return billed < expected ? -size : size;
}

test("every figure is that of a call of its model, and none is further off than the worst", () => {
  fc.assert(
    fc.property(fc.array(anySample, { maxLength: 60 }), (samples) => {
      const drifts = measureDrift(samples);
      assert.deepEqual(
        drifts.map(({ model }) => model),
        [...new Set(samples.map(({ model }) => model))].sort(),
      );
      for (const drift of drifts) {
        const own = samples.filter(({ model }) => model === drift.model);
        const errors = own.map(permilleOf);
        assert.equal(drift.calls, own.length);
        for (const figure of [drift.medianPermille, drift.p95Permille, drift.worstPermille]) {
          assert.ok(errors.includes(figure), `${figure} in ${errors}`);
        }
        const worst = Math.max(...errors.map(Math.abs));
        assert.equal(Math.abs(drift.worstPermille), worst);
        const within = errors.filter((error) => Math.abs(error) <= Math.abs(drift.p95Permille));
        assert.ok(within.length * 100 >= errors.length * 95);
        const below = errors.filter((error) => error <= drift.medianPermille);
        assert.ok(below.length * 2 >= errors.length);
      }
    }),
  );
});

test("the order of the calls changes no figure", () => {
  fc.assert(
    fc.property(fc.array(anySample, { maxLength: 40 }), (samples) => {
      const size = ({ worstCallId: _any, worstPermille, p95Permille, ...rest }: Drift) => ({
        ...rest,
        worst: Math.abs(worstPermille),
        p95: Math.abs(p95Permille),
      });
      assert.deepEqual(
        measureDrift(samples.toReversed()).map(size),
        measureDrift(samples).map(size),
      );
    }),
  );
});
