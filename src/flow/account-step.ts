import type { Attempt, StepOutcome } from "../core/ledger/types.ts";
import type { Reading } from "../core/metering/meter.ts";
import { rateUsage } from "../core/pricing/rate-usage.ts";
import type { End } from "./journey.ts";
import type { Step } from "./step.ts";

/** What a step used and what is due for it; null where nothing was produced, prompt included. */
export function accountStep(
  step: Step,
  end: End,
  attempts: readonly Attempt[],
): StepOutcome | null {
  const reading = readingOf(step, end);
  if (reading === null) return null;
  const { model, price, providerPrice } = step.admitted;
  const { usage, source } = reading;
  const due = rateUsage(price.price, usage);
  return {
    model: model.id,
    priceVersion: price.id,
    usage,
    usageSource: source,
    promptTokens: step.estimate.prompt.tokens,
    promptTokensMax: step.estimate.promptTokensMax,
    due: due.total,
    duePrompt: due.prompt,
    providerCost: providerPrice === null ? null : rateUsage(providerPrice.price, usage).total,
    attempts,
  };
}

function readingOf({ meter }: Step, end: End): Reading | null {
  switch (end.kind) {
    case "undelivered":
    case "stopped":
    case "fault":
      return end.promptDue ? meter.reading() : null;
    case "cut":
    case "overrun":
      return { usage: end.upTo.usage, source: "counted" };
    case "ended":
    case "broken":
      return meter.reading();
  }
}
