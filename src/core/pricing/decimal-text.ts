/** Digits of a number and where its point stands: `digits` times ten to the `exponent`. */
const pattern = /^(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Moves the point of a number that is written in decimals, by its text and never by arithmetic:
 * "2.5e-07" by six places is "0.25". Null where it is no such number, is negative, or would need
 * more than six decimals: rates are whole micro-dollars per million tokens.
 */
export function movePoint(text: string, places: number): string | null {
  const parts = pattern.exec(text);
  if (parts === null) return null;
  const [, whole = "", fraction = "", exponent = "0"] = parts;
  const digits = `${whole}${fraction}`;
  const point = whole.length + Number(exponent) + places;
  if (point > 60 || point < -60) return null;
  const padded = point <= 0 ? `${"0".repeat(1 - point)}${digits}` : digits.padEnd(point, "0");
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const right = padded.slice(at).replace(/0+$/, "");
  return right.length > 6 ? null : `${left}.${right.padEnd(2, "0")}`;
}
