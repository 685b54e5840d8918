import { seededNumbers } from "../seeded-numbers.ts";

/** How long something is, call by call, in whole tokens. */
export type Distribution =
  | { readonly kind: "fixed"; readonly tokens: number }
  /** Every length between the two, both included, equally often. */
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  /** Half are shorter than `p50`, one in twenty longer than `p95`; above `max` they are cut. */
  | { readonly kind: "lognormal"; readonly p50: number; readonly p95: number; readonly max: number }
  /** Lengths as they were recorded, each equally often. */
  | { readonly kind: "values"; readonly values: readonly number[] }
  | { readonly kind: "histogram"; readonly steps: readonly HistogramStep[] };

/** So many calls were from `from` to `to` tokens long, both included. */
export interface HistogramStep {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How far the 95th of a hundred lies from the middle of a normal distribution, in deviations. */
const deviationsOfP95 = 1.6448536269514722;

/** The shortest and the longest that can be drawn. */
export function reachOf(distribution: Distribution): {
  readonly least: number;
  readonly most: number;
} {
  switch (distribution.kind) {
    case "fixed":
      return { least: distribution.tokens, most: distribution.tokens };
    case "range":
      return { least: distribution.from, most: distribution.to };
    case "lognormal":
      return { least: 0, most: distribution.max };
    case "values":
      return extremes(distribution.values, distribution.values);
    case "histogram": {
      const drawn = distribution.steps.filter(({ count }) => count > 0);
      return extremes(
        drawn.map(({ from }) => from),
        drawn.map(({ to }) => to),
      );
    }
  }
}

/** The same distribution where answers are cut at `tokensMax`. */
export function cutAt(distribution: Distribution, tokensMax: number | null): Distribution {
  if (tokensMax === null || reachOf(distribution).most <= tokensMax) return distribution;
  const least = (tokens: number): number => Math.min(tokens, tokensMax);
  switch (distribution.kind) {
    case "fixed":
      return { kind: "fixed", tokens: tokensMax };
    case "lognormal":
      return { ...distribution, max: tokensMax };
    case "values":
      return { kind: "values", values: distribution.values.map(least) };
    case "range":
      return { kind: "histogram", steps: cutStep({ ...distribution, count: 1 }, tokensMax) };
    case "histogram":
      return {
        kind: "histogram",
        steps: distribution.steps.flatMap((step) => cutStep(step, tokensMax)),
      };
  }
}

/** Draws `count` lengths. The same seed draws the same ones, whatever else is drawn. */
export function drawLengths(distribution: Distribution, seed: string, count: number): Float64Array {
  const drawn = new Float64Array(count);
  const next = seededNumbers(seed);
  const draw = drawerOf(distribution, () => next() / 0x1_0000_0000);
  for (let at = 0; at < count; at += 1) drawn[at] = draw();
  return drawn;
}

/** The lengths in a step above the limit are all the limit; the others stay as likely as before. */
function cutStep(step: HistogramStep, tokensMax: number): readonly HistogramStep[] {
  const { from, to, count } = step;
  if (to <= tokensMax) return [step];
  if (from >= tokensMax) return [{ from: tokensMax, to: tokensMax, count }];
  const whole = to - from + 1;
  const below = tokensMax - from;
  return [
    { from, to: tokensMax - 1, count: (count * below) / whole },
    { from: tokensMax, to: tokensMax, count: (count * (whole - below)) / whole },
  ];
}

function drawerOf(distribution: Distribution, fraction: () => number): () => number {
  switch (distribution.kind) {
    case "fixed":
      return () => distribution.tokens;
    case "range":
      return () => within(distribution, fraction());
    case "lognormal":
      return () => drawLognormal(distribution, fraction(), fraction());
    case "values": {
      const { values } = distribution;
      return () => values[Math.floor(fraction() * values.length)] ?? 0;
    }
    case "histogram":
      return drawerOfSteps(distribution.steps, fraction);
  }
}

function within({ from, to }: { from: number; to: number }, fraction: number): number {
  return from + Math.floor(fraction * (to - from + 1));
}

/** By the method of Box and Muller. */
function drawLognormal(
  { p50, p95, max }: { p50: number; p95: number; max: number },
  first: number,
  second: number,
): number {
  const deviation = (Math.log(p95) - Math.log(p50)) / deviationsOfP95;
  const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
  return Math.min(max, Math.round(p50 * Math.exp(deviation * normal)));
}

function drawerOfSteps(steps: readonly HistogramStep[], fraction: () => number): () => number {
  const ends: number[] = [];
  let sum = 0;
  for (const { count } of steps) {
    sum += count;
    ends.push(sum);
  }
  return () => {
    const place = fraction() * sum;
    const step = steps[firstAbove(ends, place)];
    return step === undefined ? 0 : within(step, fraction());
  };
}

/** The index of the first end above a place, in an ascending list. */
function firstAbove(ends: readonly number[], place: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Without spreading: a recorded list may be longer than a call's arguments. */
function extremes(
  lows: readonly number[],
  highs: readonly number[],
): { readonly least: number; readonly most: number } {
  return {
    least: lows.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY),
    most: highs.reduce((most, one) => Math.max(most, one), 0),
  };
}
