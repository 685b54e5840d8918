import type { Hold, StepUsed } from "../core/ledger/types.ts";
import type { Meter } from "../core/metering/meter.ts";
import type { ModelTerms } from "./agree-terms.ts";
import type { Call } from "./complete-chat.ts";
import type { Estimate } from "./estimate.ts";
import type { Held } from "./hold.ts";

/** One model's part of a held call; most calls are one step. */
export interface Step {
  /** Its model and terms, and the call with what this model is asked and where it answers. */
  readonly admitted: ModelTerms & { readonly call: Call };
  readonly estimate: Estimate;
  readonly hold: Hold;
  readonly meter: Meter;
}

/** A call to one model as its one step. */
export function onlyStep({ admitted, estimate, hold, meters: [meter] }: Held): Step {
  return { admitted, estimate, hold, meter };
}

/** How a step that is under way is named in checkpoints. */
export type StepName = Pick<StepUsed, "model" | "priceVersion">;

export function stepName({ admitted }: Step): StepName {
  return { model: admitted.model.id, priceVersion: admitted.price.id };
}
