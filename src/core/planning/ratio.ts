import type { Picodollars } from "../money/picodollars.ts";

/** How many times `other` an amount is, in tenths; null where `other` is nothing. */
export function timesTenths(amount: Picodollars, other: Picodollars): number | null {
  if (other <= 0n) return null;
  return Number((20n * amount + other) / (2n * other));
}

/** What part of an amount is saved where another is paid in its place, in tenths of a percent. */
export function savedPermille(before: Picodollars, after: Picodollars): number {
  if (before <= 0n) return 0;
  const saved = 2000n * (before - after);
  const towards = saved < 0n ? -before : before;
  return Number((saved + towards) / (2n * before));
}

/** Tenths as text: 481 is `48.1`. */
export function writeTenths(tenths: number): string {
  const size = Math.abs(tenths);
  return `${tenths < 0 ? "-" : ""}${Math.floor(size / 10)}.${size % 10}`;
}

/** A factor as text: 481 tenths are `48.1`, 1200 are `120`. */
export function writeFactor(tenths: number): string {
  return writeTenths(tenths).replace(/\.0$/, "");
}
