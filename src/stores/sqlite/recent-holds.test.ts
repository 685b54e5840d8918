import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { orderOf } from "../../../tests/contracts/ledger-orders.ts";
import { openedHold } from "../../core/ledger/place-hold.ts";
import type { Staged } from "../../core/ledger/stage-commands.ts";
import { noSumChanges } from "../../core/ledger/sums.ts";
import type { Hold } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";
import { openRecentHolds } from "./recent-holds.ts";

const nothing: Staged = {
  outcomes: [],
  newBalances: [],
  changedBalances: [],
  newHolds: [],
  changedHolds: [],
  movements: [],
  entries: [],
  sums: noSumChanges,
};

function holdOf(id: string): Hold {
  const order = orderOf("a", 5, { id });
  return openedHold(order, order.wanted);
}

test("an id that any table row has is never called free, whatever the ids look like", () => {
  const id = fc.oneof(fc.stringMatching(/^c-[0-9a-f]{1,3}$/), fc.string({ unit: "grapheme" }));
  const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(ids, fc.nat(40), fc.nat(40), (all, before, known) => {
      const written = all.slice(0, before);
      const greatest = written
        .map((one) => Buffer.from(one))
        .sort(Buffer.compare)
        .at(-1);
      const recent = openRecentHolds(greatest?.toString() ?? null);
      const placed = all.slice(before, before + known);
      recent.keep({ ...nothing, newHolds: placed.map(holdOf) });
      for (const one of written) assert.notEqual(recent.find(one), null);
      for (const one of placed) assert.equal(recent.find(one)?.order.id, one);
    }),
    { numRuns: 500 },
  );
});

test("what is remembered stays within its bound, and what is forgotten is asked for", () => {
  const recent = openRecentHolds(null);
  const count = limits.holdIdsKnownMax * 3 + 1;
  const idOf = (place: number): string => `c-${String(place).padStart(8, "0")}`;
  for (let place = 0; place < count; place++) {
    const hold = holdOf(idOf(place));
    recent.keep({ ...nothing, newHolds: [hold] });
    if (place > 0) recent.keep({ ...nothing, changedHolds: [{ ...hold, state: "settled" }] });
  }
  assert.equal(recent.find(idOf(0))?.state, "open");
  assert.equal(recent.find(idOf(1)), undefined);
  assert.equal(recent.find(idOf(count - 1)), undefined);
  assert.equal(recent.find(idOf(count)), null);
});
