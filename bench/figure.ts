/** One measured number, and what it must keep to where it has a ceiling. */
export interface Figure {
  /** Its name in the baseline. */
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  readonly bound: Bound | null;
  /** What a reader must know beside it; empty where nothing. */
  readonly note: string;
}

export type Bound = { readonly atMost: number } | { readonly atLeast: number };

/** The bounds that are promised: breaking one is a failed run. */
export const bounds = {
  addedMsP50: { atMost: 1.5 },
  addedMsP99: { atMost: 6 },
  saturationRatio: { atLeast: 0.35 },
  firstTokenAddedMsP50: { atMost: 2 },
  residentMegabytes: { atMost: 150 },
  ledgerPerSecond: { atLeast: 15_000 },
  longTextMs: { atMost: 30 },
  estimateMs: { atMost: 5 },
  pictureHeadMs: { atMost: 1 },
  meterMicroseconds: { atMost: 5 },
  clientMsPerChunk: { atMost: 0.2 },
  clientKbPerChunk: { atMost: 1 },
  planMs: { atMost: 2_000 },
  consoleMsP95: { atMost: 300 },
  consoleKilobytes: { atMost: 200 },
} as const satisfies Readonly<Record<string, Bound>>;

/**
 * How far below its ceiling a figure may fall before a change is refused: just beyond what was
 * measured on two busy cores on 2026-11-22. A fence is no promise and no goal: it keeps a change
 * from making much worse what does not reach its ceiling yet (docs/decisions/0016-speed.md).
 */
const fences: ReadonlyMap<Bound, Bound> = new Map<Bound, Bound>([
  [bounds.addedMsP50, { atMost: 8 }],
  [bounds.addedMsP99, { atMost: 120 }],
  [bounds.saturationRatio, { atLeast: 0.05 }],
  [bounds.firstTokenAddedMsP50, { atMost: 10 }],
  [bounds.residentMegabytes, { atMost: 400 }],
  [bounds.ledgerPerSecond, { atLeast: 3_000 }],
  [bounds.longTextMs, { atMost: 120 }],
  [bounds.estimateMs, { atMost: 20 }],
  [bounds.pictureHeadMs, { atMost: 5 }],
  [bounds.meterMicroseconds, { atMost: 25 }],
  [bounds.clientMsPerChunk, { atMost: 0.5 }],
  [bounds.clientKbPerChunk, { atMost: 2.5 }],
  [bounds.planMs, { atMost: 6_000 }],
  [bounds.consoleMsP95, { atMost: 1_000 }],
  [bounds.consoleKilobytes, { atMost: 200 }],
]);

/** Whether a figure is inside its fence; one without a fence has none to leave. */
export function insideFence({ bound, value }: Figure): boolean {
  const fence = bound === null ? undefined : fences.get(bound);
  if (fence === undefined) return true;
  return "atMost" in fence ? value <= fence.atMost : value >= fence.atLeast;
}

export function keepsBound({ bound, value }: Figure): boolean {
  if (bound === null) return true;
  return "atMost" in bound ? value <= bound.atMost : value >= bound.atLeast;
}
