/** The fraction of two whole numbers from 0 on, rounded to the nearest, halves to the even one. */
export function roundHalfEven(numerator: number, denominator: number): number {
  const whole = Math.floor(numerator / denominator);
  const twiceRest = 2 * (numerator - whole * denominator);
  const up = twiceRest > denominator || (twiceRest === denominator && whole % 2 === 1);
  return up ? whole + 1 : whole;
}
