import { SettingError } from "./errors.ts";

interface Range {
  /** 1 where nothing is said. */
  readonly least?: number;
  /** What a timer can count, where nothing is said. */
  readonly most?: number;
  readonly otherwise: number;
}

/** A whole number within its range. Throws `SettingError` where it isn't. */
export function checkWhole(name: string, value: number | undefined, range: Range): number {
  const { least = 1, most = 2 ** 31 - 1, otherwise } = range;
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new SettingError(`${name} is ${value}; it is a whole number from ${least} to ${most}`);
}
