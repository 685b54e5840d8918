import { assert } from "../../core/assert.ts";
import type { CallOutcome, Checkpoint } from "../../core/ledger/types.ts";
import { digits, type Picodollars, picodollars } from "../../core/money/picodollars.ts";
import type { Usage } from "../../core/tokens/usage.ts";
import {
  hearSteps,
  hearStepUsed,
  type ToldStepOutcome,
  type ToldStepUsed,
  tellSteps,
  tellStepUsed,
} from "./step-text.ts";

/** A call's outcome as it is kept in one column: JSON, its amounts as decimal digits. */
export function writeOutcome(outcome: CallOutcome): string {
  return JSON.stringify({
    ...outcome,
    providerCost: outcome.providerCost === null ? null : digits(outcome.providerCost),
    costPrompt: digits(outcome.costPrompt),
    costCompletion: digits(outcome.costCompletion),
    ...tellSteps(outcome.steps),
  });
}

/** Reads what `writeOutcome` wrote. */
export function readOutcome(json: string): CallOutcome {
  const fields: unknown = JSON.parse(json);
  assert(isOutcome(fields), "an outcome column holds an outcome");
  const { steps, ...told } = fields;
  return {
    ...told,
    promptTokensMax: fields.promptTokensMax ?? null,
    providerCost: fields.providerCost === null ? null : readDigits(fields.providerCost),
    costPrompt: readDigits(fields.costPrompt),
    costCompletion: readDigits(fields.costCompletion),
    ...hearSteps(steps),
  };
}

/** What a checkpoint holds beside its charge, as it is kept in one column. */
export function writeUsed({ usage, steps }: Omit<Checkpoint, "charge">): string {
  return JSON.stringify(steps === undefined ? usage : { ...usage, steps: steps.map(tellStepUsed) });
}

/** Reads what `writeUsed` wrote. */
export function readUsed(json: string): Omit<Checkpoint, "charge"> {
  const fields: unknown = JSON.parse(json);
  assert(isUsed(fields), "a usage column holds usage");
  const { steps, ...usage } = fields;
  return steps === undefined ? { usage } : { usage, steps: steps.map(hearStepUsed) };
}

type WrittenUsed = Usage & { readonly steps?: readonly ToldStepUsed[] };

type Rewritten = "promptTokensMax" | "providerCost" | "costPrompt" | "costCompletion" | "steps";

type WrittenOutcome = Omit<CallOutcome, Rewritten> & {
  /** Absent in what was written before it was kept. */
  readonly promptTokensMax?: number | null;
  readonly providerCost: string | null;
  readonly costPrompt: string;
  readonly costCompletion: string;
  readonly steps?: readonly ToldStepOutcome[];
};

function isOutcome(value: unknown): value is WrittenOutcome {
  return (
    isRecord(value) &&
    typeof value["status"] === "string" &&
    typeof value["costPrompt"] === "string" &&
    typeof value["costCompletion"] === "string" &&
    Array.isArray(value["attempts"]) &&
    isUsage(value["usage"])
  );
}

function isUsed(value: unknown): value is WrittenUsed {
  return isUsage(value) && (!("steps" in value) || Array.isArray(value.steps));
}

function isUsage(value: unknown): value is Usage {
  return isRecord(value) && isRecord(value["prompt"]) && isRecord(value["completion"]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function readDigits(text: string): Picodollars {
  return picodollars(BigInt(text));
}
