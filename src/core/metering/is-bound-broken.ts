import type { CallOutcome } from "../ledger/types.ts";
import { promptTokens } from "../tokens/usage.ts";

/**
 * Whether a provider reported more prompt tokens than the bound that the hold rested on. What we
 * counted ourselves says nothing of our own bound.
 */
export function isBoundBroken(outcome: CallOutcome): boolean {
  return (outcome.steps ?? [outcome]).some(isBroken);
}

function isBroken({ promptTokensMax, usage, usageSource }: Bounded): boolean {
  if (usageSource !== "reported" || promptTokensMax === null) return false;
  return promptTokens(usage) > promptTokensMax;
}

type Bounded = Pick<CallOutcome, "promptTokensMax" | "usage" | "usageSource">;
