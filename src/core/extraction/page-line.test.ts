import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { picodollars } from "../money/picodollars.ts";
import { type PageRecord, readPageLine, writePageLine } from "./page-line.ts";

const bill = fc.record({
  cost: fc.bigInt({ min: 0n, max: 10n ** 15n }).map(picodollars),
  promptTokens: fc.nat(),
  completionTokens: fc.nat(),
  calls: fc.nat({ max: 9 }),
  id: fc.option(fc.string()),
});
const page = fc.integer({ min: 1, max: 9_999 });
const read = fc.record({
  page,
  data: fc.json().map((text) => JSON.stringify(JSON.parse(text))),
  failure: fc.constant(null),
  answer: fc.constant(null),
  bill,
  sandbox: fc.boolean(),
});
const failed = fc.record({
  page,
  data: fc.constant(null),
  failure: fc.record({
    code: fc.string(),
    message: fc.string(),
    next: fc.constantFrom("ask" as const, "repair" as const, "again" as const),
  }),
  answer: fc.option(fc.string()),
  bill,
  sandbox: fc.boolean(),
});

test("a page is read back as it was written, in one line", () => {
  fc.assert(
    fc.property(fc.oneof(read, failed), (record: PageRecord) => {
      const line = writePageLine("a run", record);
      assert.match(line, /^[^\n]*\n$/);
      // Objects of the generator have no prototype; their fields are what counts.
      assert.deepEqual(readPageLine("a run", line), plain(record));
    }),
  );
});

function plain({ failure, bill: paid, ...record }: PageRecord): PageRecord {
  return { ...record, failure: failure === null ? null : { ...failure }, bill: { ...paid } };
}

test("a torn line, a line of another run and anything else are no page", () => {
  fc.assert(
    fc.property(fc.oneof(read, failed), fc.nat(), (record: PageRecord, cut) => {
      const line = writePageLine("a run", record);
      assert.equal(readPageLine("another run", line), null);
      assert.equal(readPageLine("a run", line.slice(0, cut % (line.length - 1))), null);
    }),
  );
  const others = ["", "null", "[]", "7", '{"run":"a run"}', '{"run":"a run","page":1,"data":1}'];
  for (const other of others) assert.equal(readPageLine("a run", other), null, other);
});

test("numbers keep the digits that the page was answered with", () => {
  const data = '{"total":1.10,"number":12345678901234567890}';
  const nothing = {
    cost: picodollars(0n),
    promptTokens: 0,
    completionTokens: 0,
    calls: 1,
    id: null,
  };
  const record = { page: 1, data, failure: null, answer: null, bill: nothing, sandbox: false };
  assert(writePageLine("a run", record).includes(`"data":${data}`));
});
