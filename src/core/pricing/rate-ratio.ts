import type { Rate } from "../money/rate.ts";

/** One rate over another, in hundredths, rounded half up; null where the other is zero. */
export function ratioHundredths(over: Rate, under: Rate): bigint | null {
  return under === 0n ? null : (over * 200n + under) / (under * 2n);
}
