import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";
import type { Tokens } from "./usage.ts";

export const statuses = [
  "running",
  "completed",
  "stopped",
  "cancelled",
  "cut",
  "failed",
  "recovered",
] as const;
export type Status = (typeof statuses)[number];

export interface Attempt {
  readonly provider: string;
  readonly model: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly duration_ms: number;
}

export interface Step {
  readonly model: string;
  readonly upstream: string | null;
  readonly usage: Tokens;
  readonly usage_source: "reported" | "counted";
  readonly cost: string;
  readonly price_version: string;
  readonly attempts: readonly Attempt[];
}

/** All that is known of a call; never its prompt. */
export interface CallRecord {
  readonly id: string;
  readonly account_id: string;
  readonly project_id: string;
  readonly key_id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
  readonly status: Status;
  readonly stream: boolean;
  readonly usage: Tokens & {
    readonly cost_details?: {
      readonly prompt: string;
      readonly completion: string;
      readonly upstream?: string | null;
    };
  };
  readonly usage_source: "reported" | "counted";
  /** Prompt tokens as estimated before it was sent. */
  readonly prompt_tokens_expected: number;
  readonly bound_broken: boolean;
  readonly cost: string | null;
  readonly price_version: string;
  readonly hold: { readonly amount: string; readonly ceiling: string; readonly state: string };
  readonly max_tokens: number;
  readonly finish_reason: string | null;
  readonly error: string | null;
  readonly attempts: readonly Attempt[];
  readonly steps?: readonly Step[];
  readonly session_id: string | null;
  readonly client_request_id: string | null;
  readonly timings: { readonly ttft_ms: number | null; readonly total_ms: number | null };
  /** Of a running call, what it has cost so far; null before the first event. */
  readonly checkpoint: string | null;
  readonly shortfall?: string;
}

export interface CallsQuestion {
  readonly account_id: string | null;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly model?: string | undefined;
  readonly key_id?: string | undefined;
  readonly project_id?: string | undefined;
  readonly session_id?: string | undefined;
  readonly status?: Status | undefined;
}

const rowsOfPage = 50;

/** Records, newest first, page by page. */
export function callsQuery(asked: CallsQuestion) {
  return infiniteQueryOptions({
    queryKey: ["calls", asked],
    queryFn: ({ pageParam, signal }) =>
      call<List<CallRecord>>(
        `/admin/v1/calls${questionOf({ ...asked, limit: rowsOfPage, after: pageParam })}`,
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => (next === null ? undefined : String(next)),
  });
}

export function callQuery(id: string) {
  return queryOptions({
    queryKey: ["calls", id],
    queryFn: ({ signal }) => call<CallRecord>(`/admin/v1/calls/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === "running" ? 1_000 : false),
  });
}
