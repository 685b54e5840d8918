import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";

export type UpstreamState = "healthy" | "failing" | "resting" | "trying";

/** One way to a model, as the gateway's own calls have seen it since its start. */
export interface UpstreamRoute {
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly models: readonly string[];
  readonly streams: boolean;
  readonly on_disconnect: string;
  readonly state: UpstreamState;
  readonly failures: number;
  readonly failing_since: string | null;
  readonly rests_until: string | null;
  readonly last_failure: {
    readonly at: string;
    readonly kind: string;
    readonly status: number | null;
    readonly message: string;
  } | null;
  readonly last_answer_at: string | null;
  readonly first_event_ms: {
    readonly calls: number;
    readonly last: number;
    readonly p50: number;
    readonly worst: number;
  } | null;
}

export const upstreamsQuery = queryOptions({
  queryKey: ["upstreams"],
  queryFn: ({ signal }) => call<List<UpstreamRoute>>("/admin/v1/upstreams", { signal }),
  refetchInterval: 3_000,
});
