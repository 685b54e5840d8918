/**
 * The generation that a model's name tells, such as 2.5 or 3.1. Names without one (`-latest`)
 * mean the newest.
 */
export function generationOf(model: string): number {
  const named = /gemini-(\d+(?:\.\d+)?)(?!\d)/.exec(model.toLowerCase())?.[1];
  return named === undefined ? Number.POSITIVE_INFINITY : Number(named);
}

/** From here on pictures have a resolution of their own, and thinking has levels. */
export const levelsFrom = 3;
