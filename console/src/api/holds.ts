import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { List } from "./list.ts";
import { questionOf } from "./question.ts";

/** A running call: whose money is set aside, and what is due so far. */
export interface OpenHold {
  readonly id: string;
  readonly account_id: string;
  readonly key_id: string;
  readonly model: string;
  readonly stream: boolean;
  readonly amount: string;
  readonly ceiling: string;
  /** What a crash now would charge; null before the first event. */
  readonly checkpoint: string | null;
  /** Counted so far; null before any output. */
  readonly cost: string | null;
  readonly opened_at: string;
}

export function openHoldsQuery(accountId: string | null) {
  return queryOptions({
    queryKey: ["holds", accountId],
    queryFn: ({ signal }) =>
      call<List<OpenHold>>(`/admin/v1/holds${questionOf({ account_id: accountId, limit: 50 })}`, {
        signal,
      }),
    refetchInterval: 2_000,
  });
}

/** What a stopped call came to. */
export interface FinalState {
  readonly id: string;
  readonly status: string;
  readonly cost: string;
}

/** Stops a call at its provider; whoever settles first wins, and the answer is the final bill. */
export function stopCall(hold: Pick<OpenHold, "id" | "key_id">): Promise<FinalState> {
  return call<FinalState>(`/v1/chat/completions/${hold.id}/cancel`, {
    method: "POST",
    key: hold.key_id,
  });
}
