import { least, minus, type Picodollars, zero } from "../money/picodollars.ts";

/** What of a charge and of a shortfall belongs to one step. */
export interface StepShare {
  readonly cost: Picodollars;
  readonly shortfall: Picodollars;
}

/**
 * Shares a call's charge among its steps: each is paid in its order, as far as the charge goes, so
 * that the shares always add up to it. What was due beyond is the shortfall of the step it was due
 * for; a shortfall that the books could not hold whole is shared in the same order.
 */
export function shareCharge(
  dues: readonly Picodollars[],
  charge: Picodollars,
  shortfall: Picodollars,
): readonly StepShare[] {
  let unshared = charge;
  let unbooked = shortfall;
  return dues.map((due, index) => {
    // Nothing is lost between the shares: what is left goes to the last.
    const isLast = index === dues.length - 1;
    const cost = isLast ? unshared : least(due, unshared);
    const lack = cost < due ? minus(due, cost) : zero;
    const share = isLast ? unbooked : least(lack, unbooked);
    unshared = minus(unshared, cost);
    unbooked = minus(unbooked, share);
    return { cost, shortfall: share };
  });
}
