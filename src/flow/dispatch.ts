import type { Attempt } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { type FailedAttempt, planAttempt } from "../core/routing/plan-attempts.ts";
import type { UpstreamBatch, UpstreamStream } from "../ports/upstream.ts";
import { type AttemptOutcome, attemptOnce, type FailureSeen } from "./attempt.ts";
import type { Gateway, OpenRoute } from "./gateway.ts";
import { pause } from "./pause.ts";
import type { Step } from "./step.ts";
import type { StopReason } from "./stopper.ts";

/** An upstream that answers, with its first events in hand: a fallback happens only before. */
export interface Dispatched {
  readonly kind: "open";
  readonly route: OpenRoute;
  readonly stream: UpstreamStream;
  readonly first: UpstreamBatch;
  readonly attempts: readonly Attempt[];
}

export type Undispatched =
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly attempts: readonly Attempt[] }
  | {
      readonly kind: "stopped";
      readonly reason: StopReason;
      readonly promptDue: boolean;
      readonly attempts: readonly Attempt[];
    };

/** Tries routes and attempts in their order until one gives its first event. */
export async function dispatch(gateway: Gateway, held: Step): Promise<Dispatched | Undispatched> {
  const attempts: Attempt[] = [];
  const { routes } = held.estimate;
  let last: FailureSeen | null = null;
  for (const [index, route] of routes.entries()) {
    if (!gateway.routes.admit(route.name, gateway.clock.now())) continue;
    const outcome = await tryRoute(gateway, held, { route, index, attempts });
    if (outcome.kind === "open") {
      const { durationMs } = outcome.attempt;
      gateway.routes.answered(route.name, gateway.clock.now(), durationMs);
      return { ...outcome, route, attempts };
    }
    if (outcome.kind === "stopped") return { ...outcome, attempts };
    last = outcome.failure;
    noteHealth(gateway, route, last);
    if (outcome.next === "give_up") break;
  }
  return { kind: "refused", refusal: refuseFailure(held, last), attempts };
}

interface RouteTry {
  readonly route: OpenRoute;
  readonly index: number;
  /** Grows with every attempt. */
  readonly attempts: Attempt[];
}

type RouteOutcome =
  | Extract<AttemptOutcome, { kind: "open" } | { kind: "stopped" }>
  | { readonly kind: "failed"; readonly failure: FailureSeen; readonly next: string };

async function tryRoute(gateway: Gateway, held: Step, at: RouteTry): Promise<RouteOutcome> {
  const { attemptsMax } = gateway.settings;
  for (let tries = 1; ; tries++) {
    const outcome = await attemptOnce(gateway, held, at.route);
    at.attempts.push(outcome.attempt);
    if (outcome.kind !== "failed") return outcome;

    const next = planAttempt(
      {
        routes: held.estimate.routes.length,
        attemptsMax,
        route: at.index,
        attempts: tries,
        failure: outcome.failure,
      },
      {
        baseMs: limits.backoffBaseMs,
        maxMs: limits.backoffMaxMs,
        fraction: gateway.random.fraction(),
      },
    );
    if (next.kind !== "retry") return { ...outcome, next: next.kind };
    const { stopper } = held.admitted.call;
    await pause(gateway.clock, next.waitMs, stopper.signal);
    if (stopper.reason !== null) {
      return {
        kind: "stopped",
        reason: stopper.reason,
        promptDue: false,
        attempt: outcome.attempt,
      };
    }
  }
}

/** The caller's own mistakes say nothing about the health of a route. */
function noteHealth(gateway: Gateway, route: OpenRoute, failure: FailureSeen): void {
  if (failure.kind === "rejected") {
    gateway.routes.succeeded(route.name);
    return;
  }
  const { kind, status, message } = failure;
  gateway.routes.failed(route.name, { at: gateway.clock.now(), kind, status, message });
  gateway.log.warn({ route: route.name, kind, status }, "upstream call failed");
}

function refuseFailure(held: Step, failure: FailureSeen | null): Refusal {
  const model = held.admitted.model.id;
  if (failure === null) {
    return refuse("upstream_unavailable", `No route to ${model} is healthy at the moment.`, {
      retryAfterSeconds: Math.ceil(limits.routeRestMs / 1000),
    });
  }
  return failures[failure.kind](model, failure);
}

const failures: Readonly<
  Record<FailedAttempt["kind"], (model: string, failure: FailureSeen) => Refusal>
> = {
  rejected: (_model, failure) =>
    refuse("upstream_rejected", `The provider rejected the request: ${failure.message}`, {
      metadata: { upstream_status: failure.status },
    }),
  forbidden: (model) =>
    refuse("upstream_unavailable", `The provider of ${model} refused the gateway's own key.`, {
      final: true,
    }),
  busy: (model, failure) =>
    refuse(
      "upstream_unavailable",
      `The provider of ${model} is limiting the gateway's requests.`,
      failure.retryAfterMs === null
        ? {}
        : { retryAfterSeconds: Math.max(1, Math.ceil(failure.retryAfterMs / 1000)) },
    ),
  failed: (model, failure) =>
    refuse("upstream_error", `The provider of ${model} failed: ${failure.message}`, {
      metadata: { upstream_status: failure.status },
    }),
  unreachable: (model) =>
    refuse("upstream_error", `The provider of ${model} could not be reached.`),
  timeout: (model, failure) =>
    refuse("upstream_timeout", `The provider of ${model} ${failure.message}.`),
};
