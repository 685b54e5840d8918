import type { Workload } from "../../api/plans.ts";

/** What the address of the page says, so that a plan can be sent to somebody. */
export interface PlannerSearch {
  /** One of the workloads that ship. */
  readonly scenario?: string | undefined;
  /** The workload where it is no longer what ships. */
  readonly workload?: Workload | undefined;
  /** Fields of the workload as they might be, and `length`, in percent of an answer's length. */
  readonly what_if?: WhatIf | undefined;
}

export type WhatIf = Readonly<Record<string, number | string>>;

/** Whatever stands in the address, only what the page knows is taken from it. */
export function readPlannerSearch(given: Record<string, unknown>): PlannerSearch {
  const { scenario, workload, what_if: whatIf } = given;
  return {
    scenario: typeof scenario === "string" ? scenario : undefined,
    // What is wrong in a workload the gateway says, by its field.
    workload: isRecord(workload) ? workload : undefined,
    what_if: isRecord(whatIf) ? readWhatIf(whatIf) : undefined,
  };
}

function readWhatIf(given: Readonly<Record<string, unknown>>): WhatIf {
  const kept = Object.entries(given).flatMap(([name, value]) =>
    typeof value === "number" || typeof value === "string" ? [[name, value] as const] : [],
  );
  return Object.fromEntries(kept);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
