/** Tokens: the expected number and the upper bound, which is never below it. */
export interface Count {
  readonly tokens: number;
  readonly tokensMax: number;
}

export const noTokens: Count = { tokens: 0, tokensMax: 0 };

/** A number that is known: its bound is itself. */
export function exactly(tokens: number): Count {
  return { tokens, tokensMax: tokens };
}

export function sumCounts(counts: readonly Count[]): Count {
  let tokens = 0;
  let tokensMax = 0;
  for (const count of counts) {
    tokens += count.tokens;
    tokensMax += count.tokensMax;
  }
  return { tokens, tokensMax };
}
