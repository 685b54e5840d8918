import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dollar } from "../money/picodollars.ts";
import type { Key, SpendPeriod } from "./account.ts";
import { spendScope } from "./spend-scope.ts";

const key: Key = {
  id: "key_1",
  projectId: "project_1",
  accountId: "account_1",
  name: "laptop",
  secretHash: "",
  hint: "abcd",
  models: null,
  outputTokensMax: null,
  spendLimit: null,
  expiresAt: null,
  disabled: false,
  createdAt: 0,
};

function scopeAt(period: SpendPeriod, moment: string): string | undefined {
  const limited = { ...key, spendLimit: { amount: dollar, period } };
  return spendScope(limited, Date.parse(moment))?.scope;
}

test("a key without a limit has no scope, and one with a limit brings its amount", () => {
  assert.equal(spendScope(key, 0), null);
  const limited: Key = { ...key, spendLimit: { amount: dollar, period: "total" } };
  assert.deepEqual(spendScope(limited, 0), { scope: "key_1:total", max: dollar });
});

test("days and months turn at midnight UTC", () => {
  assert.equal(scopeAt("day", "2026-11-22T23:59:59.999Z"), "key_1:2026-11-22");
  assert.equal(scopeAt("day", "2026-11-23T00:00:00.000Z"), "key_1:2026-11-23");
  assert.equal(scopeAt("month", "2026-11-30T23:59:59.999Z"), "key_1:2026-11");
  assert.equal(scopeAt("month", "2026-12-01T00:00:00.000Z"), "key_1:2026-12");
});

test("a week begins on Monday and has the year of its Thursday", () => {
  const weeks: readonly (readonly [string, string])[] = [
    ["2025-12-28T23:59:59Z", "2025-W52"],
    ["2025-12-29T00:00:00Z", "2026-W01"],
    ["2026-01-04T23:59:59Z", "2026-W01"],
    ["2026-01-05T00:00:00Z", "2026-W02"],
    ["2026-11-22T12:00:00Z", "2026-W47"],
    ["2027-01-03T12:00:00Z", "2026-W53"],
    ["2024-12-30T00:00:00Z", "2025-W01"],
    ["1970-01-01T00:00:00Z", "1970-W01"],
  ];
  for (const [moment, week] of weeks) assert.equal(scopeAt("week", moment), `key_1:${week}`);
});

test("every week has seven days, and the next one has another name", () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (week) => {
      // 5 January 1970 was a Monday.
      const name = (day: number) =>
        scopeAt("week", new Date((4 + week * 7 + day) * 86_400_000).toISOString());
      for (let day = 1; day < 7; day++) assert.equal(name(day), name(0));
      assert.notEqual(name(7), name(0));
    }),
  ));
