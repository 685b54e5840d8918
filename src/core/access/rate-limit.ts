import { assert } from "../assert.ts";

/**
 * Requests that an account may still make, in units of 1/60,000 request, so that a refill of
 * `rpm` per minute is the whole number `rpm` per millisecond and nothing is ever rounded.
 */
export interface Allowance {
  readonly units: number;
  /** Milliseconds since 1970 at which `units` was true. */
  readonly asOf: number;
}

const unitsPerRequest = 60_000;

export type RateDecision =
  | { readonly admitted: true; readonly allowance: Allowance }
  | { readonly admitted: false; readonly allowance: Allowance; readonly retryAfterSeconds: number };

/** An idle account may use its whole minute at once. */
export function fullAllowance(rpm: number, now: number): Allowance {
  return { units: rpm * unitsPerRequest, asOf: now };
}

/** Takes one request from the allowance; a refused one uses nothing up. */
export function takeRequest(before: Allowance, rpm: number, now: number): RateDecision {
  assert(Number.isInteger(rpm) && rpm > 0, "a rate limit is a whole number of requests");
  const refilled = refill(before, rpm, now);
  if (refilled.units < unitsPerRequest) {
    const missingMs = (unitsPerRequest - refilled.units) / rpm;
    // Rounded up, so that a lone client that waits as long as it is told is admitted.
    const retryAfterSeconds = Math.max(1, Math.ceil(missingMs / 1000));
    return { admitted: false, allowance: refilled, retryAfterSeconds };
  }
  const units = refilled.units - unitsPerRequest;
  return { admitted: true, allowance: { units, asOf: refilled.asOf } };
}

export function requestsLeft(allowance: Allowance): number {
  return Math.floor(allowance.units / unitsPerRequest);
}

/** Milliseconds until the whole minute is there again. */
export function msUntilFull(allowance: Allowance, rpm: number): number {
  return Math.ceil((rpm * unitsPerRequest - allowance.units) / rpm);
}

function refill(before: Allowance, rpm: number, now: number): Allowance {
  // A clock that was set back refills nothing and takes nothing away.
  const elapsed = Math.max(0, Math.trunc(now - before.asOf));
  const units = Math.min(rpm * unitsPerRequest, before.units + elapsed * rpm);
  return { units, asOf: before.asOf + elapsed };
}
