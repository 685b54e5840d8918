import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import { questionOf } from "./question.ts";

export interface Tokens {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: {
    readonly text_tokens: number;
    readonly image_tokens: number;
    readonly cached_tokens: number;
    readonly audio_tokens: number;
  };
  readonly completion_tokens_details: {
    readonly text_tokens: number;
    readonly image_tokens: number;
    readonly reasoning_tokens: number;
  };
}

/** What calls used and cost, together. */
export interface Counted {
  readonly calls: number;
  readonly usage: Tokens;
  readonly cost: string;
  /** For operators alone. */
  readonly provider_cost?: string;
  readonly shortfall?: string;
}

export interface UsageReport {
  readonly from: string;
  readonly to: string;
  readonly group_by: string;
  readonly total: Counted;
  readonly truncated: boolean;
  /** What to ask `after` for the next rows; null at the end. */
  readonly next: string | null;
  readonly data: readonly (Counted & { readonly group: string })[];
}

export interface UsageQuestion {
  readonly account_id: string | null;
  readonly group_by?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly model?: string | undefined;
  readonly key_id?: string | undefined;
  readonly project_id?: string | undefined;
}

/** Every day of a year; of keys and sessions the dearest. */
const rowsShown = 400;

export function usageQuery(asked: UsageQuestion) {
  return queryOptions({
    queryKey: ["usage", asked],
    queryFn: ({ signal }) =>
      call<UsageReport>(`/admin/v1/usage${questionOf({ ...asked, limit: rowsShown })}`, { signal }),
  });
}

const rowsOfPage = 100;

/** The same, its rows page by page. */
export function usagePagesQuery(asked: UsageQuestion) {
  return infiniteQueryOptions({
    queryKey: ["usage", asked, "pages"],
    queryFn: ({ pageParam, signal }) => {
      const question = questionOf({ ...asked, limit: rowsOfPage, after: pageParam });
      return call<UsageReport>(`/admin/v1/usage${question}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}
