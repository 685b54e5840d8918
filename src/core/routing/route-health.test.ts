import assert from "node:assert/strict";
import { test } from "node:test";
import { beginTrial, healthy, noteFailure, routeUsable } from "./route-health.ts";

const bounds = { failuresMax: 10, restMs: 10_000 };

function failTimes(times: number, now: number) {
  let health = healthy;
  for (let call = 0; call < times; call += 1) health = noteFailure(health, now, bounds);
  return health;
}

test("nine failed calls in a row leave a route in use, the tenth gives it a rest", () => {
  assert.equal(routeUsable(failTimes(9, 0), 0), true);
  assert.equal(routeUsable(failTimes(10, 0), 0), false);
  assert.equal(routeUsable(failTimes(10, 0), 9_999), false);
});

test("after its rest a route is tried with one call, while others keep waiting", () => {
  const rested = failTimes(10, 0);
  assert.equal(routeUsable(rested, 10_000), true);
  const trial = beginTrial(rested, 10_000, bounds);
  assert.equal(routeUsable(trial, 10_001), false);
  assert.equal(routeUsable(noteFailure(trial, 10_500, bounds), 10_600), false);
});
