import type { Attempt } from "../core/ledger/types.ts";
import type { FailedAttempt } from "../core/routing/plan-attempts.ts";
import type { UpstreamBatch, UpstreamStream } from "../ports/upstream.ts";
import type { Gateway, OpenRoute } from "./gateway.ts";
import type { Step } from "./step.ts";
import type { StopReason } from "./stopper.ts";

export interface FailureSeen extends FailedAttempt {
  readonly status: number | null;
  readonly message: string;
}

export type AttemptOutcome =
  | {
      readonly kind: "open";
      readonly stream: UpstreamStream;
      readonly first: UpstreamBatch;
      readonly attempt: Attempt;
    }
  | {
      readonly kind: "stopped";
      readonly reason: StopReason;
      /** True where the provider had answered 2xx: from then on the prompt is due. */
      readonly promptDue: boolean;
      readonly attempt: Attempt;
    }
  | { readonly kind: "failed"; readonly failure: FailureSeen; readonly attempt: Attempt };

/** One try on one route, up to its first event; bounded by `first_event_timeout`. */
export async function attemptOnce(
  gateway: Gateway,
  held: Step,
  open: OpenRoute,
): Promise<AttemptOutcome> {
  const { stopper } = held.admitted.call;
  const beganAtMs = gateway.clock.monotonicMs();
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  let late = false;
  const cancelTimer = gateway.clock.after(gateway.settings.firstEventTimeoutMs, () => {
    late = true;
    abort.abort();
  });
  const forget = stopper.onStop(stop);
  if (stopper.reason !== null) stop();
  try {
    const seen = await reachFirstEvent(held, open, abort.signal);
    const attempt = describe(gateway, open, { seen, beganAtMs, late });
    if (late) return { kind: "failed", failure: lateness(gateway, seen), attempt };
    if (seen.kind === "open") return { ...seen, attempt };
    if (stopper.reason !== null) {
      const { answered } = seen;
      return { kind: "stopped", reason: stopper.reason, promptDue: answered, attempt };
    }
    return { kind: "failed", failure: seen.failure, attempt };
  } finally {
    cancelTimer();
    // From here on relay watches the stopper itself, so that a stop settles before it closes.
    forget();
  }
}

type Seen =
  | { readonly kind: "open"; readonly stream: UpstreamStream; readonly first: UpstreamBatch }
  | { readonly kind: "failed"; readonly failure: FailureSeen; readonly answered: boolean };

async function reachFirstEvent(held: Step, open: OpenRoute, signal: AbortSignal): Promise<Seen> {
  const { admitted, estimate, hold } = held;
  const answer = await open.upstream.open(
    {
      requestId: hold.order.id,
      model: open.route.model,
      chat: admitted.call.chat,
      pictures: estimate.pictures,
      outputTokensMax: estimate.outputTokensMax,
      streams: open.route.streams,
    },
    signal,
  );
  if (!answer.opened) {
    const kind = answer.kind === "stopped" ? "unreachable" : answer.kind;
    const { status, message, retryAfterMs } = answer;
    return { kind: "failed", failure: { kind, status, message, retryAfterMs }, answered: false };
  }
  const first = await answer.next();
  if (first.kind !== "broken" || first.events.length > 0) {
    return { kind: "open", stream: answer, first };
  }
  answer.close();
  const failure = {
    kind: "failed" as const,
    status: answer.status,
    message: first.reason,
    retryAfterMs: null,
  };
  return { kind: "failed", failure, answered: true };
}

function lateness(gateway: Gateway, seen: Seen): FailureSeen {
  if (seen.kind === "open") seen.stream.close();
  const seconds = gateway.settings.firstEventTimeoutMs / 1000;
  return {
    kind: "timeout",
    status: seen.kind === "open" ? seen.stream.status : seen.failure.status,
    message: `sent nothing within ${seconds} s`,
    retryAfterMs: null,
  };
}

function describe(
  gateway: Gateway,
  open: OpenRoute,
  outcome: { readonly seen: Seen; readonly beganAtMs: number; readonly late: boolean },
): Attempt {
  const { seen, beganAtMs, late } = outcome;
  const failed = seen.kind === "failed";
  return {
    provider: open.route.provider,
    model: open.route.model,
    status: failed ? seen.failure.status : seen.stream.status,
    error: late ? "timeout" : failed ? seen.failure.message : null,
    durationMs: Math.round(gateway.clock.monotonicMs() - beganAtMs),
  };
}
