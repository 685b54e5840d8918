import { mill, type Picodollars, picodollars } from "./picodollars.ts";

/** The whole mills of an amount that is not negative. */
export function wholeMills(amount: Picodollars): bigint {
  return amount / mill;
}

/** What of an amount is below its last whole mill. */
export function belowMill(amount: Picodollars): Picodollars {
  return picodollars(amount % mill);
}

/** The amount that so many mills are. */
export function fromMills(mills: bigint): Picodollars {
  return picodollars(mills * mill);
}
