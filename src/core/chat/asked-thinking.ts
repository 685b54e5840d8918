/** How a call asks the model to think, where its dialect says more than an effort. */
export interface AskedThinking {
  /** `adaptive`: as the model finds right. Null where only the effort or the view is said. */
  readonly mode: "off" | "adaptive" | "between_tools" | "budget" | null;
  /** The most that may be thought, in tokens; null unless the mode is `budget`. */
  readonly budgetTokens: number | null;
  readonly effort: string | null;
  /** Whether thoughts are shown; null where the caller said nothing. */
  readonly shown: boolean | null;
}

/**
 * The effort that comes nearest, for a wire that knows nothing else; null where nothing is asked.
 * Nobody publishes how budgets map to efforts: these bounds are ours, between those that Google
 * maps the other way round (1,024, 8,192 and 24,576 tokens for low, medium and high).
 */
export function effortFor({ mode, budgetTokens, effort }: AskedThinking): string | null {
  if (effort !== null) return effort;
  if (mode !== "budget" || budgetTokens === null) return null;
  if (budgetTokens <= 4_096) return "low";
  return budgetTokens <= 16_384 ? "medium" : "high";
}
