import { sumUsage } from "../core/ledger/call-usage.ts";
import type { Attempt, CallOutcome, StepOutcome } from "../core/ledger/types.ts";
import { least, minus, type Picodollars, plus, zero } from "../core/money/picodollars.ts";
import { noUsage } from "../core/tokens/usage.ts";
import type { Held } from "./hold.ts";

/** What a call's steps sum up to, as its record tells it. */
export function describeSteps(held: Held, steps: readonly StepOutcome[]) {
  const { admitted, estimate, hold } = held;
  const [first, ...others] = steps.map(({ usage }) => usage);
  const usage = first === undefined ? noUsage : others.reduce(sumUsage, first);
  const paid = least(dueFor(steps), hold.order.ceiling);
  // Nobody pays beyond the ceiling; what it cuts off is cut off the completion's share.
  const costPrompt = least(plus(zero, ...steps.map(({ duePrompt }) => duePrompt)), paid);
  const isReported = steps.length > 0 && steps.every((step) => step.usageSource === "reported");
  const bounds = steps.map(({ promptTokensMax }) => promptTokensMax);
  return {
    usage,
    usageSource: isReported ? "reported" : "counted",
    promptTokensMax:
      steps.length === 0 ? estimate.promptTokensMax : bounds.reduce((sum, next) => sum + next),
    providerCost:
      steps.length === 0 && admitted.providerPrice === null ? null : providerCostOf(steps),
    costPrompt,
    costCompletion: minus(paid, costPrompt),
    ...(admitted.inSteps ? { steps } : {}),
  } satisfies Partial<CallOutcome>;
}

/** What is due for all steps together. */
export function dueFor(steps: readonly StepOutcome[]): Picodollars {
  return plus(zero, ...steps.map(({ due }) => due));
}

/** Every try of every step, in their order. */
export function attemptsOf(
  earlier: readonly StepOutcome[],
  attempts: readonly Attempt[],
): readonly Attempt[] {
  return [...earlier.flatMap((step) => step.attempts), ...attempts];
}

/** Null where one step's is not known: a part would pass for the whole. */
function providerCostOf(steps: readonly StepOutcome[]): Picodollars | null {
  let sum = zero;
  for (const { providerCost } of steps) {
    if (providerCost === null) return null;
    sum = plus(sum, providerCost);
  }
  return sum;
}
