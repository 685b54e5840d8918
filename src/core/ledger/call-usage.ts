import { limits } from "../limits.ts";
import { dayOf } from "../money/cycle.ts";
import { type Picodollars, plus, zero } from "../money/picodollars.ts";
import { cacheWrites, noUsage, type Usage } from "../tokens/usage.ts";
import { shareCharge } from "./share-charge.ts";
import type { EndedStep } from "./step-facts.ts";
import type { Hold, Instant, StepUsed, UsageTotal } from "./types.ts";

/** A call that has ended, as usage is summed from it. */
export interface EndedCall {
  readonly accountId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly model: string;
  readonly sessionId: string | null;
  readonly endedAt: Instant;
  readonly usage: Usage;
  readonly cost: Picodollars;
  readonly providerCost: Picodollars | null;
  readonly shortfall: Picodollars;
  /** None where the call went to one model alone. */
  readonly steps: readonly EndedStep[];
}

/** A closed hold as a call that has ended; one that was released produced nothing. */
export function endedCall(hold: Hold, endedAt: Instant): EndedCall {
  const { order, state, outcome, checkpoint } = hold;
  const { accountId, projectId, keyId, model, sessionId } = order;
  const settled = state === "settled" ? outcome : null;
  const recovered = state === "recovered" ? checkpoint : null;
  return {
    accountId,
    projectId,
    keyId,
    model,
    sessionId,
    endedAt,
    usage: settled?.usage ?? recovered?.usage ?? noUsage,
    cost: hold.charge ?? zero,
    providerCost: settled?.providerCost ?? null,
    shortfall: hold.shortfall,
    steps: settled?.steps ?? recovered?.steps?.map(withoutProviderCost) ?? [],
  };
}

function withoutProviderCost(step: StepUsed): EndedStep {
  return { ...step, providerCost: null };
}

/**
 * What a call adds to the day it ended on, and to its session's share of that day. Where it took
 * steps, each adds to its own model, and the call itself counts once: under the last model.
 */
export function usageOf(call: EndedCall): readonly UsageTotal[] {
  const { steps, cost, shortfall } = call;
  if (steps.length === 0) return totalsOf(call, 1);
  const dues = steps.map(({ due }) => due);
  const shares = shareCharge(dues, cost, shortfall);
  return steps.flatMap((step, index) => {
    const { model, usage, providerCost } = step;
    const calls = index === steps.length - 1 ? 1 : 0;
    return totalsOf({ ...call, model, usage, providerCost, ...shares[index] }, calls);
  });
}

function totalsOf(call: EndedCall, calls: number): readonly UsageTotal[] {
  const { accountId, projectId, keyId, model, sessionId, cost, shortfall } = call;
  const day = dayOf(call.endedAt);
  const usage = countable(call.usage);
  const providerCost = summable(call.providerCost ?? zero);
  const names = { day, accountId, projectId, keyId, model, sessionId: null };
  const lastAt = call.endedAt;
  const total = { ...names, calls, usage, cost, providerCost, shortfall, lastAt };
  return sessionId === null ? [total] : [total, { ...total, sessionId }];
}

/** One name for what may be summed together. */
export function usageName(total: UsageTotal): string {
  const { day, accountId, projectId, keyId, model, sessionId } = total;
  return JSON.stringify([day, accountId, projectId, keyId, model, sessionId]);
}

export function addUsage(first: UsageTotal, second: UsageTotal): UsageTotal {
  return {
    ...first,
    calls: first.calls + second.calls,
    usage: sumUsage(first.usage, second.usage),
    cost: plus(first.cost, second.cost),
    providerCost: plus(first.providerCost, second.providerCost),
    shortfall: plus(first.shortfall, second.shortfall),
    lastAt: Math.max(first.lastAt, second.lastAt),
  };
}

export function sumUsage(first: Usage, second: Usage): Usage {
  const { prompt, completion } = first;
  const { cacheWrite = 0, cacheWrite1h = 0 } = prompt;
  return {
    prompt: {
      text: prompt.text + second.prompt.text,
      image: prompt.image + second.prompt.image,
      audio: prompt.audio + second.prompt.audio,
      cached: prompt.cached + second.prompt.cached,
      ...cacheWrites(
        cacheWrite + (second.prompt.cacheWrite ?? 0),
        cacheWrite1h + (second.prompt.cacheWrite1h ?? 0),
      ),
    },
    completion: {
      text: completion.text + second.completion.text,
      image: completion.image + second.completion.image,
      reasoning: completion.reasoning + second.completion.reasoning,
    },
  };
}

/** Counts that no model could have produced stay exact in the record, and out of the sums. */
function countable(usage: Usage): Usage {
  const { prompt, completion } = usage;
  const largest = Math.max(
    prompt.text,
    prompt.image,
    prompt.audio,
    prompt.cached,
    prompt.cacheWrite ?? 0,
    prompt.cacheWrite1h ?? 0,
    completion.text,
    completion.image,
    completion.reasoning,
  );
  return largest <= limits.tokensMax ? usage : noUsage;
}

/** So does a cost that no provider could have had. */
function summable(cost: Picodollars): Picodollars {
  return cost <= limits.balanceMax ? cost : zero;
}
