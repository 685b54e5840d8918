/**
 * The generation that a model's name tells, such as 3.5 or 4.6; dates at its end are none. Names
 * without one mean the newest.
 */
export function generationOf(model: string): number {
  const named = /claude-(?:[a-z]+-)?(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/.exec(model.toLowerCase());
  if (named === null) return Number.POSITIVE_INFINITY;
  return Number(`${named[1]}.${named[2] ?? "0"}`);
}

/** From here on a model can think before it answers, by a budget of tokens. */
export const thinksFrom = 3.7;

/** From here on it finds its own budget, and is told how much effort to make. */
export const adaptsFrom = 4.6;

/** From here on an answer can be bound to a JSON schema. */
export const schemasFrom = 4.1;
