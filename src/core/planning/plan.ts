import type { Picodollars } from "../money/picodollars.ts";
import type { BreakEven } from "./break-even.ts";
import type { Judgement } from "./judge-model.ts";
import type { Offer } from "./offer.ts";
import type { PlannedCalls } from "./plan-call.ts";
import type { PicturesSent, Workload } from "./workload.ts";

/** A workload on every model of a plan. */
export interface Plan {
  readonly workload: Workload;
  readonly seed: number;
  /** Simulated for each model. */
  readonly calls: number;
  /** By verdict, and within it the cheapest first. */
  readonly models: readonly ModelPlan[];
  /** Of the two models that were to be compared; null where none were. */
  readonly compared: Comparison | null;
  /** Null where nothing was to be changed. */
  readonly whatIf: Workload | null;
}

/** Two models, and where one becomes cheaper; null where they cost the same at any length. */
export interface Comparison {
  readonly models: readonly [string, string];
  readonly breakEven: BreakEven | null;
}

/** One model's part of a plan. */
export interface ModelPlan extends Judgement {
  readonly offer: Offer;
  /** Null where the workload can't be sent to it: everything else is null or empty then, too. */
  readonly planned: PlannedCalls | null;
  readonly day: Picodollars | null;
  readonly month: Picodollars | null;
  /** One mean conversation without the provider's cache, and with it; null where it has no say. */
  readonly caching: CachingPlan | null;
  /** One mean conversation in each way to send its pictures; null where there are none. */
  readonly pictures: readonly PictureWay[] | null;
  readonly twoStep: TwoStepPlan | null;
  /** Against the cheapest model that fits. */
  readonly breakEven: BreakEven | null;
  /** What would make it cheaper, the largest saving first. */
  readonly cheaper: readonly Saving[];
  readonly whatIf: ChangedCost | null;
}

export interface CachingPlan {
  /** Of what a call repeats. */
  readonly share: number;
  readonly without: Picodollars;
  readonly with: Picodollars;
}

export interface PictureWay {
  readonly sent: PicturesSent;
  /** Of one conversation. */
  readonly imageTokens: number;
  /** Of descriptions, in one conversation. */
  readonly descriptionTokens: number;
  /** Null where the model takes no pictures, or none of the plan's can describe them. */
  readonly conversation: Picodollars | null;
  /** Who describes. */
  readonly describer: string | null;
}

/** Pictures understood by one model in a short description, the answer written by another. */
export interface TwoStepPlan {
  readonly vision: string;
  readonly writer: string;
  /** Of one mean call, both steps. */
  readonly call: Picodollars;
  /** Of the cost in one step, in tenths of a percent; below 0 where it is dearer. */
  readonly savedPermille: number;
}

export interface Saving {
  /** As `--what-if` takes it where it is a change of the workload; else a sentence. */
  readonly change: string;
  readonly call: Picodollars;
  readonly savedPermille: number;
}

export interface ChangedCost {
  readonly call: Picodollars;
  readonly month: Picodollars;
  readonly savedPermille: number;
}
