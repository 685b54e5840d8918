/** What the address of the page says: which month. */
export interface StatementsSearch {
  readonly cycle?: string | undefined;
}

export function readStatementsSearch({ cycle }: Record<string, unknown>): StatementsSearch {
  const month = typeof cycle === "string" && /^\d{4}-(0[1-9]|1[0-2])$/.test(cycle);
  return { cycle: month ? cycle : undefined };
}
