import { writeHoldUsage } from "../../core/chat/write-hold.ts";
import { writeTokens } from "../../core/chat/write-usage.ts";
import { shareCharge } from "../../core/ledger/share-charge.ts";
import type { Attempt, Hold, StepOutcome, StepUsed } from "../../core/ledger/types.ts";
import { isBoundBroken } from "../../core/metering/is-bound-broken.ts";
import { formatDollars, type Picodollars, zero } from "../../core/money/picodollars.ts";
import type { Usage } from "../../core/tokens/usage.ts";

/** The record of a call, as `GET /v1/chat/completions/{id}` shows it. */
export function writeRecord(hold: Hold, counted: Usage | null): Record<string, unknown> {
  const { order, outcome } = hold;
  return {
    id: order.id,
    object: "chat.completion.record",
    created: Math.floor(order.at / 1000),
    model: order.model,
    status: statusOf(hold),
    stream: order.stream,
    usage: writeHoldUsage(hold, counted),
    usage_source: outcome?.usageSource ?? "counted",
    bound_broken: outcome !== null && isBoundBroken(outcome),
    cost: hold.charge === null ? null : formatDollars(hold.charge),
    price_version: order.priceVersion,
    hold: {
      amount: formatDollars(hold.amount),
      ceiling: formatDollars(order.ceiling),
      state: hold.state,
    },
    max_tokens: order.outputTokensMax,
    finish_reason: outcome?.finishReason ?? null,
    error: outcome?.error ?? null,
    attempts: (outcome?.attempts ?? []).map(writeAttempt),
    ...writeSteps(hold),
    session_id: order.sessionId,
    client_request_id: order.clientRequestId,
    timings: {
      ttft_ms: outcome?.timeToFirstTokenMs ?? null,
      total_ms: outcome?.totalMs ?? null,
    },
  };
}

/** The short form that a cancellation answers. */
export function writeFinalState(hold: Hold): Record<string, unknown> {
  return {
    id: hold.order.id,
    status: statusOf(hold),
    usage: writeHoldUsage(hold, null),
    cost: formatDollars(hold.charge ?? zero),
  };
}

function statusOf(hold: Hold): string {
  if (hold.state === "open") return "running";
  if (hold.state === "recovered") return "recovered";
  return hold.outcome?.status ?? "completed";
}

/** Each model's part, where the call takes steps; after a crash, what the checkpoint knew. */
function writeSteps(hold: Hold): { readonly steps?: readonly Record<string, unknown>[] } {
  const { outcome, checkpoint, charge, shortfall } = hold;
  const steps = outcome?.steps ?? (hold.state === "recovered" ? checkpoint?.steps : undefined);
  if (steps === undefined) return {};
  const dues = steps.map(({ due }) => due);
  const shares = shareCharge(dues, charge ?? zero, shortfall);
  return { steps: steps.map((step, index) => writeStep(step, shares[index]?.cost ?? zero)) };
}

function writeStep(step: StepUsed | StepOutcome, cost: Picodollars): Record<string, unknown> {
  const ended = "attempts" in step ? step : null;
  return {
    model: step.model,
    upstream: ended?.attempts.at(-1)?.provider ?? null,
    usage: writeTokens(step.usage),
    usage_source: ended?.usageSource ?? "counted",
    cost: formatDollars(cost),
    price_version: step.priceVersion,
    attempts: (ended?.attempts ?? []).map(writeAttempt),
  };
}

function writeAttempt(attempt: Attempt): Record<string, unknown> {
  return {
    provider: attempt.provider,
    model: attempt.model,
    status: attempt.status,
    error: attempt.error,
    duration_ms: attempt.durationMs,
  };
}
