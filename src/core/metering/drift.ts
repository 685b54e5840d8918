import { assert } from "../assert.ts";

/** One call that a provider billed. */
export interface DriftSample {
  readonly callId: string;
  readonly model: string;
  /** Prompt tokens that were expected before the call was sent. */
  readonly expected: number;
  /** Prompt tokens that the provider reported. */
  readonly billed: number;
  /** Prompt tokens that the hold covered; null where that is not known. */
  readonly bound: number | null;
}

/**
 * How far bills lie from what was expected, for one model. Errors are thousandths of the expected
 * tokens, rounded away from zero, so that 0 is only what is exact; above 0 more was billed.
 */
export interface Drift {
  readonly model: string;
  readonly calls: number;
  readonly medianPermille: number;
  /** 95 of 100 calls are not further off, to either side. */
  readonly p95Permille: number;
  /** The furthest off, to either side. */
  readonly worstPermille: number;
  readonly worstCallId: string;
  /** How many of the calls have a known bound. */
  readonly bounded: number;
  /** How many of those were billed beyond it. */
  readonly boundBroken: number;
}

/** Compares expected with billed prompts, model by model, in the order of their names. */
export function measureDrift(samples: readonly DriftSample[]): readonly Drift[] {
  return [...Map.groupBy(samples, ({ model }) => model)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([model, ofModel]) => measureModel(model, ofModel));
}

function measureModel(model: string, samples: readonly DriftSample[]): Drift {
  const errors = samples.map((sample) => ({ sample, permille: errorOf(sample) }));
  const bySize = errors.toSorted((one, other) => one.permille - other.permille);
  const byDistance = bySize.toSorted(
    (one, other) => Math.abs(one.permille) - Math.abs(other.permille),
  );
  const worst = rank(byDistance, 100);
  const bounded = samples.filter(({ bound }) => bound !== null);
  return {
    model,
    calls: samples.length,
    medianPermille: rank(bySize, 50).permille,
    p95Permille: rank(byDistance, 95).permille,
    worstPermille: worst.permille,
    worstCallId: worst.sample.callId,
    bounded: bounded.length,
    boundBroken: bounded.filter(({ billed, bound }) => bound !== null && billed > bound).length,
  };
}

/** In whole numbers throughout: a thousandth more or less is what is measured here. */
function errorOf({ expected, billed }: DriftSample): number {
  // Nothing expected has no thousandths; one token is the nearest prompt that has.
  const whole = Math.max(1, expected);
  const scaled = Math.abs(billed - expected) * 1000;
  const rest = scaled % whole;
  const permille = (scaled - rest) / whole + (rest === 0 ? 0 : 1);
  return billed < expected ? -permille : permille;
}

/** The nearest rank, so that every figure is that of a call which was made. */
function rank<Value>(ordered: readonly Value[], percent: number): Value {
  const value = ordered[Math.ceil((ordered.length * percent) / 100) - 1];
  assert(value !== undefined, "a group has at least one member");
  return value;
}
