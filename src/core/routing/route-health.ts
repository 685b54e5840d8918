/** How a route has been doing, seen from its calls alone. */
export interface RouteHealth {
  /** Failed calls since the last good one. */
  readonly failures: number;
  /** Milliseconds since 1970 from which on one call may try it again; null while healthy. */
  readonly restsUntil: number | null;
}

export interface HealthBounds {
  readonly failuresMax: number;
  readonly restMs: number;
}

export const healthy: RouteHealth = { failures: 0, restsUntil: null };

export function routeUsable(health: RouteHealth, now: number): boolean {
  return health.restsUntil === null || now >= health.restsUntil;
}

/** The one trial call of a resting route: others keep waiting while it is under way. */
export function beginTrial(health: RouteHealth, now: number, bounds: HealthBounds): RouteHealth {
  if (health.restsUntil === null) return health;
  return { ...health, restsUntil: now + bounds.restMs };
}

export function noteFailure(health: RouteHealth, now: number, bounds: HealthBounds): RouteHealth {
  const failures = health.failures + 1;
  return {
    failures,
    restsUntil: failures >= bounds.failuresMax ? now + bounds.restMs : null,
  };
}
