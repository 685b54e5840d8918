import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import { questionOf } from "./question.ts";

/** How far a model's bills lie from what was expected, in thousandths; above 0 more was billed. */
export interface Drift {
  readonly model: string;
  readonly calls: number;
  readonly median_permille: number;
  readonly p95_permille: number;
  readonly worst_permille: number;
  readonly worst_call: string;
  readonly bound_broken: number;
}

export interface DriftReport {
  readonly calls_read: number;
  readonly truncated: boolean;
  readonly data: readonly Drift[];
}

export interface DriftQuestion {
  readonly model?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Of all accounts; operators alone may ask. */
export function driftQuery(asked: DriftQuestion) {
  return queryOptions({
    queryKey: ["drift", asked],
    queryFn: ({ signal }) =>
      call<DriftReport>(`/admin/v1/drift${questionOf({ ...asked })}`, { signal }),
  });
}
