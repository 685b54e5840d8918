import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";
import type { GroupResult } from "./commit-batch.ts";
import { writeGroup } from "./commit-text.ts";
import { type Group, groupCommit } from "./group-commit.ts";
import { openKnownHolds } from "./known-holds.ts";

type Groups = readonly (readonly Command[])[];

/** A store's thread that answers only when the test says so. */
function openGate() {
  const batches: Groups[] = [];
  const answers: ((fault: Error | null) => void)[] = [];
  const known = openKnownHolds();
  const write = (commands: readonly Command[]): string => writeGroup(commands, known);
  const send = (groups: readonly Group[]): Promise<readonly GroupResult[]> =>
    new Promise((resolve, reject) => {
      batches.push(groups.map(({ commands }) => commands));
      answers.push((fault) => {
        if (fault === null) resolve(groups.map(() => ({ outcomes: [] })));
        else reject(fault);
      });
    });
  return { batches, answers, write, send };
}

function commands(count: number): readonly Command[] {
  return Array.from({ length: count }, (_, at) => ({ kind: "open_account", accountId: "a", at }));
}

const round = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A transaction leaves at the end of the round in which the one before it was answered. */
async function turn(): Promise<void> {
  await round();
  await round();
}

test("while one transaction is on its way to the disk, the next one gathers", async () => {
  const gate = openGate();
  const { commit } = groupCommit(gate);
  const first = [commit(commands(1)), commit(commands(1))];
  await turn();
  const later = [commit(commands(1)), commit(commands(2)), commit(commands(1))];
  await turn();
  assert.deepEqual(
    gate.batches.map((groups) => groups.length),
    [2],
  );
  gate.answers[0]?.(null);
  await Promise.all(first);
  await turn();
  assert.deepEqual(
    gate.batches.map((groups) => groups.length),
    [2, 3],
  );
  gate.answers[1]?.(null);
  await Promise.all(later);
});

test("callers of one round of the event loop share a transaction", async () => {
  const gate = openGate();
  const { commit } = groupCommit(gate);
  const first = commit(commands(1));
  // Each socket's reader is a turn of its own, with its microtasks, within the same round.
  await Promise.resolve();
  await Promise.resolve();
  const second = commit(commands(1));
  await turn();
  assert.deepEqual(
    gate.batches.map((groups) => groups.length),
    [2],
  );
  gate.answers[0]?.(null);
  await Promise.all([first, second]);
});

test("a transaction takes no more than its bound, and never half of a caller", async () => {
  const gate = openGate();
  const { commit } = groupCommit(gate);
  const size = limits.commitBatchMax - 1;
  const all = [size, 2, 1, 3 * size].map((count) => commit(commands(count)));
  for (let answered = 0; answered < 3; answered++) {
    await turn();
    gate.answers[answered]?.(null);
  }
  await Promise.all(all);
  const sizes = gate.batches.map((groups) => groups.map((group) => group.length));
  assert.deepEqual(sizes, [[size], [2, 1], [3 * size]]);
});

test("a queue that is full refuses, and takes again once it has emptied", async () => {
  const gate = openGate();
  const { commit } = groupCommit(gate);
  const first = commit(commands(1));
  await turn();
  const waiting = commit(commands(limits.commitQueueMax));
  await assert.rejects(commit(commands(1)), /wait for the disk/);
  gate.answers[0]?.(null);
  await first;
  await turn();
  gate.answers[1]?.(null);
  await waiting;
  const again = commit(commands(1));
  await turn();
  gate.answers[2]?.(null);
  await again;
});

test("a transaction that fails fails its own callers and nobody else", async () => {
  const gate = openGate();
  const { commit } = groupCommit(gate);
  const first = commit(commands(1));
  await turn();
  const second = commit(commands(1));
  gate.answers[0]?.(new Error("the disk is full"));
  await assert.rejects(first, /the disk is full/);
  await turn();
  gate.answers[1]?.(null);
  await second;
});

test("closing waits for what was taken and takes nothing more", async () => {
  const gate = openGate();
  const { commit, drain } = groupCommit(gate);
  const taken = commit(commands(1));
  const drained = drain();
  await assert.rejects(commit(commands(1)), /closed/);
  await turn();
  gate.answers[0]?.(null);
  await Promise.all([taken, drained]);
});

test("a command that makes no sense fails its own caller alone", async () => {
  const gate = openGate();
  const { commit } = groupCommit(gate);
  const poison: Command = JSON.parse('{"kind":"place_hold"}');
  const good = commit(commands(1));
  await assert.rejects(commit([poison]));
  await turn();
  gate.answers[0]?.(null);
  await good;
});
