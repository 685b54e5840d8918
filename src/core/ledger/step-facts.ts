import { digits, type Picodollars, picodollars } from "../money/picodollars.ts";
import type { Usage } from "../tokens/usage.ts";
import type { StepOutcome, StepUsed } from "./types.ts";
import { readUsageFact, usageFact } from "./usage-fact.ts";

type Facts = Readonly<Record<string, string>>;

/** What a call's steps used, as the journal tells it when it ends: `step_1_model` and so on. */
export function stepFacts(steps: readonly (StepUsed | StepOutcome)[] | undefined): Facts {
  const facts: Record<string, string> = {};
  for (const [index, step] of (steps ?? []).entries()) {
    const name = `step_${index + 1}`;
    facts[`${name}_model`] = step.model;
    facts[`${name}_price_version`] = step.priceVersion;
    facts[`${name}_usage`] = usageFact(step.usage);
    facts[`${name}_due`] = digits(step.due);
    const providerCost = "providerCost" in step ? step.providerCost : null;
    if (providerCost !== null) facts[`${name}_provider_cost`] = digits(providerCost);
  }
  return facts;
}

/** A step as sums need it. */
export interface EndedStep {
  readonly model: string;
  readonly usage: Usage;
  readonly due: Picodollars;
  readonly providerCost: Picodollars | null;
}

/** Reads what `stepFacts` wrote; none where the call took no steps. */
export function readStepFacts(facts: Facts): readonly EndedStep[] {
  const steps: EndedStep[] = [];
  for (;;) {
    const name = `step_${steps.length + 1}`;
    const model = facts[`${name}_model`];
    if (model === undefined) return steps;
    steps.push({
      model,
      usage: readUsageFact(facts[`${name}_usage`]),
      due: amountOf(facts[`${name}_due`]) ?? picodollars(0n),
      providerCost: amountOf(facts[`${name}_provider_cost`]),
    });
  }
}

function amountOf(fact: string | undefined): Picodollars | null {
  return fact !== undefined && /^\d{1,80}$/.test(fact) ? picodollars(BigInt(fact)) : null;
}
