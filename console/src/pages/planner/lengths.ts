import type { Distribution } from "../../api/plans.ts";

/** The forms of a distribution that the page has fields for; others are kept as they are. */
export const lengthKinds = ["fixed", "range", "lognormal"] as const;
export type LengthKind = (typeof lengthKinds)[number] | "recorded";

export function kindOf(length: Distribution | undefined): LengthKind {
  if (typeof length !== "object") return "fixed";
  if ("range" in length) return "range";
  return "lognormal" in length ? "lognormal" : "recorded";
}

/** About the same length in another form. */
export function convertLength(length: Distribution | undefined, kind: LengthKind): Distribution {
  const [low, middle, high] = reachOf(length);
  if (kind === "range") return { range: [low, high] };
  if (kind === "lognormal") return { lognormal: { p50: middle, p95: high, max: high * 2 } };
  return middle;
}

/** The same lengths, so many percent as long; null where they were recorded. */
export function scaleLength(
  length: Distribution | undefined,
  percent: number,
): Distribution | null {
  const scale = (tokens: number | string): number =>
    Math.max(1, Math.round((Number(tokens) * percent) / 100));
  if (length === undefined) return null;
  if (typeof length !== "object") return scale(length);
  if ("range" in length) return { range: [scale(length.range[0]), scale(length.range[1])] };
  if (!("lognormal" in length)) return null;
  const { p50, p95, max } = length.lognormal;
  return { lognormal: { p50: scale(p50), p95: scale(p95), max: scale(max) } };
}

/** Shortest, middle and longest, roughly. */
function reachOf(length: Distribution | undefined): readonly [number, number, number] {
  if (length === undefined) return [50, 100, 200];
  if (typeof length !== "object") return [Number(length), Number(length), Number(length)];
  if ("range" in length) {
    const [low, high] = [Number(length.range[0]), Number(length.range[1])];
    return [low, Math.round((low + high) / 2), high];
  }
  if ("lognormal" in length) {
    const { p50, p95 } = length.lognormal;
    return [Math.round(Number(p50) / 2), Number(p50), Number(p95)];
  }
  return [50, 100, 200];
}
