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
  const places = costs.slice();
  const rank = (share: number): Picodollars =>
    amountOf(selectPlace(places, Math.ceil(share * places.length) - 1));
  let [low, high] = [costs[0] ?? 0, costs[0] ?? 0];
  for (const cost of costs) {
    if (cost < low) low = cost;
    if (cost > high) high = cost;
  }
  return {
    mean: divide(total, costs.length),
    p50: rank(0.5),
    p95: rank(0.95),
    least: least(order.least, amountOf(low)),
    worst: most(order.worst, amountOf(high)),
  };
}

/** An amount divided, to the nearest picodollar; halves go up. */
export function divide(amount: Picodollars, by: number): Picodollars {
  const divisor = BigInt(by);
  return picodollars((2n * amount + divisor) / (2n * divisor));
}

/**
 * The value that would stand at a place if all were sorted, several times faster than sorting.
 * Moves the values about. Source: C. A. R. Hoare, "Algorithm 65: Find" (1961).
 */
function selectPlace(values: Float64Array, place: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[place] ?? 0;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] ?? pivot) < pivot) left += 1;
      while ((values[right] ?? pivot) > pivot) right -= 1;
      if (left > right) break;
      const kept = values[left] ?? 0;
      values[left] = values[right] ?? 0;
      values[right] = kept;
      left += 1;
      right -= 1;
    }
    if (right < place) low = left;
    if (place < left) high = right;
  }
  return values[place] ?? 0;
}

function amountOf(cost: number): Picodollars {
  return picodollars(BigInt(cost));
}
