import assert from "node:assert/strict";
import { test } from "node:test";
import { picodollars } from "../../core/money/picodollars.ts";
import { formatBar, formatDuration } from "./progress.ts";

const limit = picodollars(2_000_000_000_000n);

test("the bar tells pages, running cost and the time that is left", () => {
  const spent = picodollars(146_810_000_000n);
  const bar = formatBar({ pages: 40, done: 12, read: 12, spent, limit, elapsedMs: 18_000 });
  assert.equal(bar, "[███████░░░░░░░░░░░░░░░░░] 12/40 pages  $0.1469 of $2.00  0:42 left");
});

test("before the first page of this run it knows of no time", () => {
  const spent = picodollars(1n);
  const bar = formatBar({ pages: 40, done: 12, read: 0, spent, limit, elapsedMs: 900 });
  assert.match(bar, /12\/40 pages {2}\$0\.0001 of \$2\.00$/);
});

test("a duration is minutes and seconds, with hours where there are any", () => {
  assert.deepEqual([0, 59_600, 3_599_000, 7_265_000].map(formatDuration), [
    "0:00",
    "1:00",
    "59:59",
    "2:01:05",
  ]);
});
