/**
 * The whole part of the square root of a fraction of two whole numbers, exactly: a float's last
 * bit would cost a row of cells where the root is a whole number.
 */
export function rootOf(numerator: number, denominator: number): number {
  return wholeRoot(Math.floor(numerator / denominator));
}

/** The root of such a fraction, rounded up to a whole number, exactly. */
export function rootAbove(numerator: number, denominator: number): number {
  const root = rootOf(numerator, denominator);
  return root * root * denominator === numerator ? root : root + 1;
}

function wholeRoot(quotient: number): number {
  let root = Math.floor(Math.sqrt(quotient));
  while (root * root > quotient) root -= 1;
  while ((root + 1) * (root + 1) <= quotient) root += 1;
  return root;
}
