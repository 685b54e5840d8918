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
} as const satisfies Readonly<Record<string, Bound>>;

export function keepsBound({ bound, value }: Figure): boolean {
  if (bound === null) return true;
  return "atMost" in bound ? value <= bound.atMost : value >= bound.atLeast;
}
