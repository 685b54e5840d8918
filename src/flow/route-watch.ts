import {
  beginTrial,
  type HealthBounds,
  healthy,
  noteFailure,
  type RouteHealth,
  routeUsable,
} from "../core/routing/route-health.ts";

/** Remembers how each route has been doing, by its name. Bounded by the number of routes. */
export class RouteWatch {
  readonly #bounds: HealthBounds;
  readonly #health = new Map<string, RouteHealth>();

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

  succeeded(route: string): void {
    this.#health.delete(route);
  }

  failed(route: string, now: number): void {
    const health = this.#health.get(route) ?? healthy;
    this.#health.set(route, noteFailure(health, now, this.#bounds));
  }

  /** Milliseconds until a resting route may be tried again; 0 where it may be now. */
  restMs(route: string, now: number): number {
    const until = this.#health.get(route)?.restsUntil ?? null;
    return until === null ? 0 : Math.max(0, until - now);
  }
}
