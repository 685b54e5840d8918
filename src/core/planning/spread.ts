import { assert } from "../assert.ts";
import { least, most, type Picodollars, picodollars } from "../money/picodollars.ts";

/** What something costs, from call to call. */
export interface CostSpread {
  /** The sum over all, divided: rounded to the nearest picodollar, the only rounding of a plan. */
  readonly mean: Picodollars;
  readonly p50: Picodollars;
  readonly p95: Picodollars;
  /** Where every part is as short as it can be, and as long. */
  readonly least: Picodollars;
  readonly worst: Picodollars;
}

/** Costs in whole picodollars below 2^53, and the extremes that are known beside them. */
export interface SpreadOrder {
  readonly costs: Float64Array;
  readonly total: Picodollars;
  readonly least: Picodollars;
  readonly worst: Picodollars;
}

/** Half of all cost `p50` at most, nineteen in twenty `p95` at most. */
export function spreadOf(order: SpreadOrder): CostSpread {
  const { costs, total } = order;
  assert(costs.length > 0, "a plan draws at least one call");
  const sorted = costs.slice().sort();
  const at = (share: number): Picodollars => amountAt(sorted, Math.ceil(share * sorted.length) - 1);
  return {
    mean: divide(total, costs.length),
    p50: at(0.5),
    p95: at(0.95),
    least: least(order.least, amountAt(sorted, 0)),
    worst: most(order.worst, amountAt(sorted, sorted.length - 1)),
  };
}

/** An amount divided, to the nearest picodollar; halves go up. */
export function divide(amount: Picodollars, by: number): Picodollars {
  const divisor = BigInt(by);
  return picodollars((2n * amount + divisor) / (2n * divisor));
}

function amountAt(sorted: Float64Array, index: number): Picodollars {
  return picodollars(BigInt(sorted[index] ?? 0));
}
