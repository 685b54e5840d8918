import { reachOf } from "./distribution.ts";
import type { Sample } from "./draw-sample.ts";
import { withDetail } from "./read-plan-question.ts";
import type { Workload } from "./workload.ts";

/** A change of a workload that may make it cheaper. */
export interface Change {
  /** As `--what-if` takes it. */
  readonly change: string;
  readonly changed: Workload;
  /** Whether its calls are other ones. */
  readonly redrawn: boolean;
}

/** What could be changed about a workload. */
export function variantsOf(workload: Workload, sample: Sample): readonly Change[] {
  const { pictures, picturesSent, turns, cacheableShare } = workload;
  const found: Change[] = [];
  const add = (change: string, changes: Partial<Workload>): void => {
    const redrawn = changes.outputTokensMax !== undefined;
    found.push({ change, changed: { ...workload, ...changes }, redrawn });
  };
  if (pictures.some((one) => !("tokens" in one) && one.detail !== "low")) {
    add("detail=low", withDetail(workload, "low"));
  }
  if (pictures.length > 0 && turns > 1 && picturesSent !== "once") {
    add("image_history=once", { picturesSent: "once" });
  }
  if (pictures.length > 0 && picturesSent !== "described") {
    add("image_history=described", { picturesSent: "described" });
  }
  if (cacheableShare < 1) add("cacheable_share=1", { cacheableShare: 1 });
  const limit = halfOutput(workload, sample);
  if (limit !== null) add(`max_tokens=${limit}`, { outputTokensMax: limit });
  return found;
}

/** Answers cut at half of their mean length; null where that would cut none. */
function halfOutput(workload: Workload, sample: Sample): number | null {
  const half = Math.ceil(sample.outputTokens / sample.output.length / 2);
  return half < 1 || half >= reachOf(workload.outputTokens).most ? null : half;
}
