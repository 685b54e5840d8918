import type { Hold } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import { completionTokens } from "../core/tokens/usage.ts";
import type { Reports } from "../ports/store.ts";

/** How fast a model has answered of late: medians of its newest whole calls. */
export interface Speed {
  readonly calls: number;
  /** Milliseconds from the call to its first event. */
  readonly firstTokenMs: number;
  /** Output tokens a second after that; null where no answer was long enough to tell. */
  readonly tokensPerSecond: number | null;
}

/** Tokens: of a shorter answer the pace is mostly chance. */
const paceTokensLeast = 16;

/** Null where nobody has called the model yet. */
export async function measureSpeed(reports: Reports, model: string): Promise<Speed | null> {
  const holds = await reports.calls({
    accountId: null,
    projectId: null,
    keyId: null,
    sessionId: null,
    model,
    status: "completed",
    from: null,
    to: null,
    page: { after: null, limit: limits.speedCalls },
  });
  const firsts = holds.flatMap(({ outcome }) => outcome?.timeToFirstTokenMs ?? []);
  const first = median(firsts);
  if (first === null) return null;
  const pace = median(holds.flatMap((hold) => paceOf(hold) ?? []));
  return {
    calls: holds.length,
    firstTokenMs: Math.round(first),
    tokensPerSecond: pace === null ? null : Math.round(pace * 10) / 10,
  };
}

function paceOf({ outcome }: Hold): number | null {
  if (outcome === null || outcome.timeToFirstTokenMs === null) return null;
  const tokens = completionTokens(outcome.usage);
  const ms = outcome.totalMs - outcome.timeToFirstTokenMs;
  return tokens < paceTokensLeast || ms <= 0 ? null : (tokens * 1_000) / ms;
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
