import type { Hold } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import { type Drift, type DriftSample, measureDrift } from "../core/metering/drift.ts";
import { promptTokens } from "../core/tokens/usage.ts";
import type { CallQuery, Store } from "../ports/store.ts";

export interface DriftReport {
  readonly models: readonly Drift[];
  /** Completed calls that were looked at, those included whose usage we counted ourselves. */
  readonly callsRead: number;
  /** True where there are more calls in the range, older than those that were read. */
  readonly truncated: boolean;
}

export type DriftQuery = Pick<CallQuery, "model" | "from" | "to">;

/** How far bills lie from estimates, by the newest records of a range. */
export async function reportDrift(
  store: Pick<Store, "reports">,
  query: DriftQuery,
): Promise<DriftReport> {
  const samples: DriftSample[] = [];
  let callsRead = 0;
  let after: string | null = null;
  while (callsRead < limits.driftCallsMax) {
    const limit = Math.min(limits.pageMax, limits.driftCallsMax - callsRead);
    const holds: readonly Hold[] = await store.reports.calls(pageOf(query, after, limit));
    samples.push(...holds.flatMap(samplesOf));
    callsRead += holds.length;
    if (holds.length < limit) return { models: measureDrift(samples), callsRead, truncated: false };
    after = holds.at(-1)?.order.id ?? null;
  }
  const older = await store.reports.calls(pageOf(query, after, 1));
  return { models: measureDrift(samples), callsRead, truncated: older.length > 0 };
}

function pageOf(query: DriftQuery, after: string | null, limit: number): CallQuery {
  const anyone = { accountId: null, projectId: null, keyId: null, sessionId: null };
  return { ...anyone, ...query, status: "completed", page: { after, limit } };
}

/**
 * What we counted ourselves is no bill, and tells nothing of our counting. A step is a sample of
 * its own model.
 */
function samplesOf({ order, outcome }: Hold): readonly DriftSample[] {
  if (outcome === null) return [];
  const { id: callId, model, promptTokens: expected } = order;
  const parts = outcome.steps ?? [{ ...outcome, model, promptTokens: expected }];
  return parts
    .filter(({ usageSource }) => usageSource === "reported")
    .map((part) => ({
      callId,
      model: part.model,
      expected: part.promptTokens,
      billed: promptTokens(part.usage),
      bound: part.promptTokensMax,
    }));
}
