import { assert } from "../../core/assert.ts";
import type { CallOutcome } from "../../core/ledger/types.ts";
import { digits, type Picodollars, picodollars } from "../../core/money/picodollars.ts";
import type { Usage } from "../../core/tokens/usage.ts";

/** A call's outcome as it is kept in one column: JSON, its amounts as decimal digits. */
export function writeOutcome(outcome: CallOutcome): string {
  return JSON.stringify({
    ...outcome,
    providerCost: outcome.providerCost === null ? null : digits(outcome.providerCost),
    costPrompt: digits(outcome.costPrompt),
    costCompletion: digits(outcome.costCompletion),
  });
}

/** Reads what `writeOutcome` wrote. */
export function readOutcome(json: string): CallOutcome {
  const fields: unknown = JSON.parse(json);
  assert(isOutcome(fields), "an outcome column holds an outcome");
  return {
    ...fields,
    promptTokensMax: fields.promptTokensMax ?? null,
    providerCost: fields.providerCost === null ? null : readDigits(fields.providerCost),
    costPrompt: readDigits(fields.costPrompt),
    costCompletion: readDigits(fields.costCompletion),
  };
}

/** Reads usage as `JSON.stringify` wrote it. */
export function readUsage(json: string): Usage {
  const fields: unknown = JSON.parse(json);
  assert(isUsage(fields), "a usage column holds usage");
  return fields;
}

type Rewritten = "promptTokensMax" | "providerCost" | "costPrompt" | "costCompletion";

type WrittenOutcome = Omit<CallOutcome, Rewritten> & {
  /** Absent in what was written before it was kept. */
  readonly promptTokensMax?: number | null;
  readonly providerCost: string | null;
  readonly costPrompt: string;
  readonly costCompletion: string;
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

function isUsage(value: unknown): value is Usage {
  return isRecord(value) && isRecord(value["prompt"]) && isRecord(value["completion"]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function readDigits(text: string): Picodollars {
  return picodollars(BigInt(text));
}
