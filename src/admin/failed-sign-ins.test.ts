import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../core/limits.ts";
import { FailedSignIns } from "./failed-sign-ins.ts";

const ada = { name: "ada@example.com", max: 3 };
const grace = { name: "grace@example.com", max: 3 };

test("whoever failed as often as allowed waits until the window ends", () => {
  const failures = new FailedSignIns();
  for (let tried = 0; tried < 3; tried++) {
    assert.equal(failures.secondsToWait([ada], 1_000), 0);
    failures.count([ada], 1_000);
  }
  assert.equal(failures.secondsToWait([ada], 1_000), limits.signInWindowMs / 1_000);
  assert.equal(failures.secondsToWait([grace], 1_000), 0);
  assert.equal(failures.secondsToWait([grace, ada], 1_000 + limits.signInWindowMs - 1), 1);
  failures.count([ada], 1_000 + limits.signInWindowMs);
  assert.equal(failures.secondsToWait([ada], 1_000 + limits.signInWindowMs), 0);
});

test("a success forgets the failures before it", () => {
  const failures = new FailedSignIns();
  for (let tried = 0; tried < 3; tried++) failures.count([ada, grace], 0);
  failures.forget([ada]);
  assert.equal(failures.secondsToWait([ada], 0), 0);
  assert.notEqual(failures.secondsToWait([grace], 0), 0);
});

test("whoever floods the list makes it forget the oldest alone", () => {
  const failures = new FailedSignIns();
  for (let tried = 0; tried < 3; tried++) failures.count([ada], 0);
  for (let at = 1; at < limits.signInFailuresKept; at++) {
    failures.count([{ name: `stranger ${at}`, max: 3 }], 0);
  }
  assert.notEqual(failures.secondsToWait([ada], 0), 0);
  failures.count([{ name: "one more", max: 3 }], 0);
  assert.equal(failures.secondsToWait([ada], 0), 0);
});
