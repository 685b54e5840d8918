/**
 * Amounts come as exact decimal strings in dollars and are shown as they come: nothing is
 * calculated with them here but sums for a chart's height.
 */
export function showDollars(amount: string, decimals?: number): string {
  const negative = amount.startsWith("-");
  const [whole = "0", fraction = ""] = amount.replace("-", "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const shown = decimals === undefined ? fraction.padEnd(2, "0") : cut(fraction, decimals);
  return `${negative ? "−" : ""}$${grouped}.${shown}`;
}

/** An approximate number, for the height of a bar and the order of a table; never for money. */
export function roughly(amount: string | null | undefined): number {
  return amount === null || amount === undefined ? 0 : Number(amount);
}

/** Cut, never rounded up: nobody is shown more than there is. */
function cut(fraction: string, decimals: number): string {
  return fraction.slice(0, decimals).padEnd(Math.max(2, Math.min(decimals, 2)), "0");
}
