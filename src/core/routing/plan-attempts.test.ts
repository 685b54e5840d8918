import assert from "node:assert/strict";
import { test } from "node:test";
import { type FailedAttempt, planAttempt } from "./plan-attempts.ts";

const backoff = { baseMs: 100, maxMs: 10_000, fraction: 0.5 };

function after(failure: Partial<FailedAttempt>, attempts = 1, routes = 1) {
  const failed: FailedAttempt = { kind: "failed", retryAfterMs: null, ...failure };
  return planAttempt({ routes, attemptsMax: 3, route: 0, attempts, failure: failed }, backoff);
}

test("connection errors, 429 and 5xx are repeated until the route had its attempts", () => {
  for (const kind of ["failed", "busy", "unreachable"] as const) {
    assert.equal(after({ kind }, 1).kind, "retry");
    assert.equal(after({ kind }, 2).kind, "retry");
    assert.equal(after({ kind }, 3).kind, "give_up");
    assert.equal(after({ kind }, 3, 2).kind, "next_route");
  }
});

test("a rejection and a timeout are repeated nowhere", () => {
  assert.equal(after({ kind: "rejected" }, 1, 2).kind, "give_up");
  assert.equal(after({ kind: "timeout" }, 1, 2).kind, "give_up");
});

test("a refused key of ours is not tried again there, but on the next route", () => {
  assert.equal(after({ kind: "forbidden" }).kind, "give_up");
  assert.equal(after({ kind: "forbidden" }, 1, 2).kind, "next_route");
});

test("waits double with full jitter, and a provider's Retry-After is waited out", () => {
  assert.deepEqual(after({}, 1), { kind: "retry", waitMs: 50 });
  assert.deepEqual(after({}, 2), { kind: "retry", waitMs: 100 });
  assert.deepEqual(after({ retryAfterMs: 3_000 }, 1), { kind: "retry", waitMs: 3_000 });
});

test("a provider that asks for more than we would ever wait is left", () => {
  assert.equal(after({ kind: "busy", retryAfterMs: 10_001 }).kind, "give_up");
  assert.equal(after({ kind: "busy", retryAfterMs: 10_001 }, 1, 2).kind, "next_route");
});
