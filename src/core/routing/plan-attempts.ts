import { assert } from "../assert.ts";

/** What is known when the next attempt is chosen. */
export interface AttemptState {
  /** How many routes are worth trying, in their order. */
  readonly routes: number;
  /** Tries that one route gets. */
  readonly attemptsMax: number;
  /** Which route the last attempt took, and how many it has had. */
  readonly route: number;
  readonly attempts: number;
  readonly failure: FailedAttempt;
}

/** How the last attempt failed. */
export interface FailedAttempt {
  readonly kind: "rejected" | "forbidden" | "busy" | "failed" | "unreachable" | "timeout";
  readonly retryAfterMs: number | null;
}

export type NextAttempt =
  | { readonly kind: "retry"; readonly waitMs: number }
  | { readonly kind: "next_route" }
  | { readonly kind: "give_up" };

export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
  /** From 0 up to 1: chance, for the jitter. */
  readonly fraction: number;
}

/**
 * What comes after a failed attempt: only connection errors, 429 and 5xx are worth repeating.
 * Exponential backoff with full jitter; a provider's own `Retry-After` is waited out, and where it
 * asks for more than we would ever wait, the route is left.
 */
export function planAttempt(state: AttemptState, backoff: Backoff): NextAttempt {
  assert(state.attempts >= 1, "an attempt came before");
  const { failure } = state;
  if (failure.kind === "rejected" || failure.kind === "timeout") return { kind: "give_up" };
  if (failure.kind !== "forbidden" && state.attempts < state.attemptsMax) {
    const asked = failure.retryAfterMs ?? 0;
    if (asked <= backoff.maxMs) {
      const ceiling = Math.min(backoff.maxMs, backoff.baseMs * 2 ** (state.attempts - 1));
      return { kind: "retry", waitMs: Math.max(asked, Math.floor(ceiling * backoff.fraction)) };
    }
  }
  return state.route + 1 < state.routes ? { kind: "next_route" } : { kind: "give_up" };
}
