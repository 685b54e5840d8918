import type { PlanOrder } from "../core/planning/stage.ts";

/** Reckons plans where they hold up nobody: one takes about a second. */
export interface Planner {
  /** Null where as many plans are under way as may be. Rejects where reckoning itself failed. */
  plan(order: PlanOrder): Promise<PlanAnswer | null>;
}

/** The plan as JSON text, or what of the workload can't be planned. */
export type PlanAnswer = { readonly json: string } | { readonly fault: WorkloadFault };

export interface WorkloadFault {
  /** The path of the field. */
  readonly setting: string;
  readonly seen: string;
  readonly allowed: string;
}
