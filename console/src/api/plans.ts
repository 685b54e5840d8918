import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

/** Tokens of one call: always so many, or spread in one of the ways that a workload knows. */
export type Distribution =
  | number
  | string
  | { readonly range: readonly [number | string, number | string] }
  | { readonly lognormal: Readonly<Record<"p50" | "p95" | "max", number | string>> }
  | { readonly values: readonly number[] }
  | { readonly histogram: readonly Readonly<Record<"from" | "to" | "count", number>>[] };

/** Pictures that every call brings along. Numbers are text while they are none yet. */
export interface PlannedImage {
  readonly count?: number | string | undefined;
  readonly width?: number | string | undefined;
  readonly height?: number | string | undefined;
  readonly detail?: string | undefined;
  readonly tokens?: number | string | undefined;
}

export interface Workload {
  readonly name?: string | undefined;
  readonly about?: string | undefined;
  readonly calls_per_day?: number | string | undefined;
  readonly conversations_per_day?: number | string | undefined;
  readonly days_per_month?: number | string | undefined;
  readonly turns?: number | string | undefined;
  readonly system_tokens?: number | string | undefined;
  readonly prompt_tokens?: Distribution | undefined;
  readonly output_tokens?: Distribution | undefined;
  readonly max_tokens?: number | string | undefined;
  readonly images?: readonly PlannedImage[] | undefined;
  readonly image_history?: string | undefined;
  readonly description_tokens?: number | string | undefined;
  readonly cacheable_share?: number | string | undefined;
  readonly needs?: readonly string[] | undefined;
  readonly first_token_ms_max?: number | string | undefined;
  readonly models?: readonly string[] | undefined;
}

export interface Spread {
  readonly mean: string;
  readonly p50: string;
  readonly p95: string;
  readonly least: string;
  readonly worst: string;
}

interface Share {
  readonly cost: string;
  readonly percent: number;
}

export interface BreakEven {
  readonly below: string;
  readonly above: string;
  readonly output_tokens: number | null;
}

export type Verdict = "recommended" | "with_caution" | "not_recommended";

export interface PlannedModel {
  readonly model: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Null where the workload can't be sent to the model. */
  readonly cost: {
    readonly call: Spread;
    readonly conversation: Spread;
    readonly day: string;
    readonly month: string;
    readonly split: Readonly<
      Record<"prompt_text" | "prompt_images" | "completion" | "descriptions", Share>
    >;
  } | null;
  readonly pictures:
    | readonly {
        readonly image_history: string;
        readonly conversation: string | null;
      }[]
    | null;
  readonly two_step: {
    readonly model: string;
    readonly vision: string;
    readonly writer: string;
    readonly call: string;
    readonly saving_percent: number;
  } | null;
  readonly break_even: BreakEven | null;
  readonly cheaper: readonly {
    readonly change: string;
    readonly call: string;
    readonly saving_percent: number;
  }[];
  readonly what_if: {
    readonly call: string;
    readonly month: string;
    readonly saving_percent: number;
  } | null;
}

export interface Plan {
  readonly name: string;
  readonly about: string;
  readonly seed: number;
  readonly simulated_calls: number;
  readonly calls_per_day: number;
  readonly days_per_month: number;
  readonly turns: number;
  readonly models: readonly PlannedModel[];
}

/** The workloads that ship; they change with the program alone. */
export const workloadsQuery = queryOptions({
  queryKey: ["workloads"],
  queryFn: ({ signal }) =>
    call<List<{ readonly id: string; readonly workload: Workload }>>("/admin/v1/workloads", {
      signal,
    }),
  staleTime: Number.POSITIVE_INFINITY,
});

export interface PlanAsked {
  readonly accountId: string | null;
  readonly workload: Workload;
  /** Fields of the workload as they might be; null where nothing is changed. */
  readonly whatIf: Readonly<Record<string, unknown>> | null;
}

/** A plan; the one before is shown while it is reckoned. */
export function planQuery({ accountId, workload, whatIf }: PlanAsked) {
  return queryOptions({
    queryKey: ["plan", accountId, workload, whatIf],
    queryFn: ({ signal }) =>
      call<Plan>(`/admin/v1/plan${questionOf({ account_id: accountId })}`, {
        body: whatIf === null ? workload : { ...workload, what_if: whatIf },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
