import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  checkpointOf,
  growingOf,
  money,
  openingOf,
  orderOf,
  placingOf,
  recoveringOf,
  releasingOf,
  settlingOf,
  topUpOf,
} from "../../../tests/contracts/ledger-orders.ts";
import { stageCommands } from "../../core/ledger/stage-commands.ts";
import type { Command } from "../../core/ledger/types.ts";
import { emptyTables, writeStaged } from "../memory/tables.ts";
import type { GroupResult } from "./commit-batch.ts";
import { joinGroups, readGroups, writeGroup } from "./commit-text.ts";
import { openKnownHolds } from "./known-holds.ts";
import { readResults, writeResults } from "./outcome-text.ts";

type Groups = readonly (readonly Command[])[];

const holdId = fc.constantFrom("h1", "h2", "h3", "h4");
const amount = fc.integer({ min: 0, max: 120 });

const placing = fc.tuple(holdId, amount, fc.boolean()).map(([id, much, named]) =>
  placingOf(
    orderOf("a", much, {
      id,
      sessionId: named ? "s1" : null,
      spendLimit: named ? { scope: "narrow", max: money(200) } : null,
      idempotency: named ? { key: id, hash: "first", expiresAt: 10_000_000 } : null,
    }),
  ),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: placing },
  fc.tuple(amount, fc.constantFrom("m1", "m2")).map(([much, id]) => topUpOf("a", much + 1, id)),
  fc.tuple(holdId, amount).map(([id, much]) => growingOf(id, much)),
  fc.tuple(holdId, amount).map(([id, much]) => checkpointOf(id, much)),
  { weight: 2, arbitrary: fc.tuple(holdId, amount).map(([id, due]) => settlingOf(id, due)) },
  holdId.map(releasingOf),
  holdId.map(recoveringOf),
);

const batches = fc.array(fc.array(fc.array(command, { minLength: 1, maxLength: 3 })), {
  maxLength: 12,
});

/** The ledger's thread over books in memory, which answers in texts; and what it meant to say. */
function openThread() {
  const tables = emptyTables();
  return (text: string): { readonly meant: readonly GroupResult[]; readonly said: string } => {
    const groups = readGroups(text);
    const meant = groups.map(({ commands }): GroupResult => {
      const staged = stageCommands(tables, commands);
      writeStaged(tables, staged);
      return { outcomes: staged.outcomes };
    });
    return { meant, said: writeResults(meant, groups) };
  };
}

test("what a caller hears of its commands is all that the ledger decided", () => {
  fc.assert(
    fc.property(batches, (sent) => {
      const known = openKnownHolds();
      const carryOut = openThread();
      const write = (groups: Groups): string =>
        joinGroups(groups.map((group) => writeGroup(group, known)));
      const hear = (groups: Groups, text: string): void => {
        const { meant, said } = carryOut(text);
        assert.deepEqual(readResults(said, groups, known), meant);
      };
      const opening: Groups = [[openingOf("a"), topUpOf("a", 300, "m0")]];
      hear(opening, write(opening));
      let waiting: { readonly groups: Groups; readonly text: string } | null = null;
      for (const groups of sent) {
        // Written while the batch before it is still on its way.
        const next = { groups, text: write(groups) };
        if (waiting !== null) hear(waiting.groups, waiting.text);
        waiting = next;
      }
      if (waiting !== null) hear(waiting.groups, waiting.text);
    }),
    { numRuns: 300 },
  );
});

test("a fault is told to its own caller, and says nothing of holds", () => {
  const known = openKnownHolds();
  const groups: Groups = [[placingOf(orderOf("a", 5))]];
  const heard = readGroups(joinGroups(groups.map((group) => writeGroup(group, known))));
  const said = writeResults([{ fault: "the disk is full" }], heard);
  assert.deepEqual(readResults(said, groups, known), [{ fault: "the disk is full" }]);
});

test("a hold that was placed is told in a fraction of what it says", () => {
  const known = openKnownHolds();
  const carryOut = openThread();
  const opening = [openingOf("a"), topUpOf("a", 300)];
  carryOut(joinGroups([writeGroup(opening, known)]));
  const { said } = carryOut(joinGroups([writeGroup([placingOf(orderOf("a", 5))], known)]));
  assert.ok(said.length < 150, said);
});
