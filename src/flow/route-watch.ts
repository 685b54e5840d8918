import { limits } from "../core/limits.ts";
import {
  beginTrial,
  type HealthBounds,
  healthy,
  noteFailure,
  type RouteHealth,
  routeUsable,
} from "../core/routing/route-health.ts";

/** The last call of a route that failed. */
export interface RouteFailure {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly kind: string;
  readonly status: number | null;
  readonly message: string;
}

/** How a route has been doing since the gateway started, for whoever looks after it. */
export interface RouteLook {
  readonly health: RouteHealth;
  /** The first failure since the last good call; null where it is well. */
  readonly failingSince: number | null;
  readonly lastFailure: RouteFailure | null;
  /** When it last gave a first event; null where it never did. */
  readonly lastAnswerAt: number | null;
  /** Milliseconds to the first event of its newest good calls, oldest first. */
  readonly firstEventsMs: readonly number[];
}

interface Seen {
  failingSince: number | null;
  lastFailure: RouteFailure | null;
  lastAnswerAt: number | null;
  readonly firstEventsMs: number[];
}

/** Remembers how each route has been doing, by its name. Bounded by the number of routes. */
export class RouteWatch {
  readonly #bounds: HealthBounds;
  readonly #health = new Map<string, RouteHealth>();
  readonly #seen = new Map<string, Seen>();

  constructor(bounds: HealthBounds) {
    this.#bounds = bounds;
  }

  /** Whether a call may take this route now; a resting route lets one trial call through. */
  admit(route: string, now: number): boolean {
    const health = this.#health.get(route) ?? healthy;
    if (!routeUsable(health, now)) return false;
    if (health.restsUntil !== null) {
      this.#health.set(route, beginTrial(health, now, this.#bounds));
    }
    return true;
  }

  /** The provider served the call, or said that the call itself is at fault. */
  succeeded(route: string): void {
    this.#health.delete(route);
    const seen = this.#seen.get(route);
    if (seen !== undefined) seen.failingSince = null;
  }

  /** The provider gave its first event, so many milliseconds after it was asked. */
  answered(route: string, now: number, firstEventMs: number): void {
    this.succeeded(route);
    const seen = this.#seenOf(route);
    seen.lastAnswerAt = now;
    seen.firstEventsMs.push(firstEventMs);
    if (seen.firstEventsMs.length > limits.routeWaitsKept) seen.firstEventsMs.shift();
  }

  failed(route: string, failure: RouteFailure): void {
    const health = this.#health.get(route) ?? healthy;
    this.#health.set(route, noteFailure(health, failure.at, this.#bounds));
    const seen = this.#seenOf(route);
    seen.failingSince ??= failure.at;
    seen.lastFailure = failure;
  }

  /** Milliseconds until a resting route may be tried again; 0 where it may be now. */
  restMs(route: string, now: number): number {
    const until = this.#health.get(route)?.restsUntil ?? null;
    return until === null ? 0 : Math.max(0, until - now);
  }

  look(route: string): RouteLook {
    const seen = this.#seen.get(route) ?? unseen();
    return { ...seen, health: this.#health.get(route) ?? healthy };
  }

  #seenOf(route: string): Seen {
    const known = this.#seen.get(route);
    if (known !== undefined) return known;
    const seen = unseen();
    this.#seen.set(route, seen);
    return seen;
  }
}

function unseen(): Seen {
  return { failingSince: null, lastFailure: null, lastAnswerAt: null, firstEventsMs: [] };
}
