import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readPageRanges, selectPages } from "./page-ranges.ts";

test("pages are taken once each, in their order, however they are listed", () => {
  const ranges = readPageRanges("7, 1-3,2-4,9-");
  assert(ranges !== null);
  assert.deepEqual(selectPages(ranges, 10), { pages: [1, 2, 3, 4, 7, 9, 10] });
});

test("what is no list of pages is none, and a page beyond the end is named", () => {
  const wrong = ["", "0", "1-", "-3", "3-1", "1,,2", "a", "1-2-3", "1.5", "123456", "1 2"];
  assert.deepEqual(
    wrong.filter((text) => readPageRanges(text) !== null),
    ["1-"],
    "only the open range is one",
  );
  assert.deepEqual(selectPages([{ first: 11, last: 11 }], 10), { missing: 11 });
  assert.deepEqual(selectPages([{ first: 8, last: 12 }], 10), { missing: 11 });
  assert.deepEqual(selectPages([{ first: 11, last: null }], 10), { missing: 11 });
});

test("a written list of pages is read as those pages", () => {
  const page = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(fc.array(page, { minLength: 1 }), (pages) => {
      const ranges = readPageRanges(pages.join(","));
      assert(ranges !== null);
      const expected = [...new Set(pages)].sort((one, other) => one - other);
      assert.deepEqual(selectPages(ranges, 300), { pages: expected });
    }),
  );
});
