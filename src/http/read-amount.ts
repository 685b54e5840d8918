import { type Picodollars, parseDollars } from "../core/money/picodollars.ts";

/**
 * Reads an amount in dollars: a decimal string, or a JSON number in its shortest decimal form,
 * which is what its writer meant. More than twelve decimals are no amount (null).
 */
export function readAmount(given: string | number): Picodollars | null {
  return parseDollars(typeof given === "number" ? plainDecimal(given) : given);
}

function plainDecimal(value: number): string {
  const text = String(value);
  return text.includes("e-") ? value.toFixed(20).replace(/0+$/, "") : text;
}
