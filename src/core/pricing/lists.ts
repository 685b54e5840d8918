/** Prices that the operator set in farebox.yaml: they win over every list. */
export const ownList = "own";

/** Prices that farebox.yaml had and has no longer: kept for old records, and in force nowhere. */
export const retiredList = "own-retired";

/** What providers charge: answers where a list has no price of its own for a model. */
export const providerList = "provider";

/** Where a list has no price in force: every list but these three asks the providers'. */
export function fallbackOf(list: string): string | undefined {
  return [ownList, retiredList, providerList].includes(list) ? undefined : providerList;
}
