import type { StepOutcome, StepUsed } from "../../core/ledger/types.ts";
import { digits, type Picodollars, picodollars } from "../../core/money/picodollars.ts";

/** A step as JSON can tell it: its amounts as decimal digits. */
export type ToldStepUsed = Omit<StepUsed, "due"> & { readonly due: string };

export type ToldStepOutcome = Omit<StepOutcome, Amounts> & {
  readonly due: string;
  readonly duePrompt: string;
  readonly providerCost: string | null;
};

type Amounts = "due" | "duePrompt" | "providerCost";

export function tellStepUsed(step: StepUsed): ToldStepUsed {
  return { ...step, due: digits(step.due) };
}

/** Reads what `tellStepUsed` wrote. */
export function hearStepUsed(step: ToldStepUsed): StepUsed {
  return { ...step, due: amount(step.due) };
}

/** The steps of an outcome, as a field of what is told; none where there are none. */
export function tellSteps(steps: readonly StepOutcome[] | undefined) {
  return steps === undefined ? {} : { steps: steps.map(tellStep) };
}

/** Reads what `tellSteps` wrote. */
export function hearSteps(steps: readonly ToldStepOutcome[] | undefined) {
  return steps === undefined ? {} : { steps: steps.map(hearStep) };
}

function tellStep(step: StepOutcome): ToldStepOutcome {
  const { due, duePrompt, providerCost } = step;
  return {
    ...step,
    due: digits(due),
    duePrompt: digits(duePrompt),
    providerCost: providerCost === null ? null : digits(providerCost),
  };
}

function hearStep(step: ToldStepOutcome): StepOutcome {
  const { due, duePrompt, providerCost } = step;
  return {
    ...step,
    due: amount(due),
    duePrompt: amount(duePrompt),
    providerCost: providerCost === null ? null : amount(providerCost),
  };
}

function amount(text: string): Picodollars {
  return picodollars(BigInt(text));
}
