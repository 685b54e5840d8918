import type { Command, Outcome } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";
import type { GroupResult } from "./commit-batch.ts";

/** One caller's commands. */
export interface Group {
  readonly commands: readonly Command[];
  /** The commands, as the thread reads them. */
  readonly text: string;
}

/** The way to the ledger's thread. */
export interface Line {
  /** Throws where the commands make no sense. */
  readonly write: (commands: readonly Command[]) => string;
  /** Carries out one transaction; what it rejects with fails every caller in it. */
  readonly send: (groups: readonly Group[]) => Promise<readonly GroupResult[]>;
}

/** A group that waits for a transaction. */
interface Waiting extends Group {
  readonly resolve: (outcomes: readonly Outcome[]) => void;
  readonly reject: (fault: Error) => void;
}

/** The queue before the ledger's transactions. */
export interface GroupCommit {
  readonly commit: (commands: readonly Command[]) => Promise<readonly Outcome[]>;
  /** Takes nothing more; resolves when all that was taken has been answered. */
  readonly drain: () => Promise<void>;
}

/**
 * Commits in groups, self-clocking: one transaction at a time takes all that has queued while the
 * one before it was on its way to the disk. No timer waits for company. One caller's commands are
 * never split; beyond `commitQueueMax` commands it refuses rather than hoards.
 */
export function groupCommit({ write, send }: Line): GroupCommit {
  const queue: Waiting[] = [];
  let commandsQueued = 0;
  let running: Promise<void> | null = null;
  let draining = false;
  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      await endOfRound();
      const groups = takeBatch(queue);
      for (const { commands } of groups) commandsQueued -= commands.length;
      await carryOut(send, groups);
    }
    running = null;
  };
  return {
    commit: (commands) =>
      new Promise((resolve, reject) => {
        if (commands.length === 0) return resolve([]);
        if (draining) return reject(new Error("the store is closed"));
        if (commandsQueued + commands.length > limits.commitQueueMax) {
          return reject(new Error(`${commandsQueued} commands wait for the disk, and no more may`));
        }
        // Written here, where one that makes no sense fails its own caller alone.
        const text = write(commands);
        commandsQueued += commands.length;
        queue.push({ commands, text, resolve, reject });
        running ??= run();
      }),
    drain: async () => {
      draining = true;
      await running;
    },
  };
}

/**
 * Whoever's socket was read in the same round of the event loop shares the transaction: what a
 * transaction costs by itself is paid by more of them, and nobody waits for a timer.
 */
function endOfRound(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The groups at the queue's head that fit one transaction; always one at least. */
function takeBatch(queue: Waiting[]): readonly Waiting[] {
  let size = 0;
  let taken = 0;
  for (const group of queue) {
    size += group.commands.length;
    if (taken > 0 && size > limits.commitBatchMax) break;
    taken += 1;
    if (size >= limits.commitBatchMax) break;
  }
  return queue.splice(0, taken);
}

async function carryOut(send: Line["send"], groups: readonly Waiting[]): Promise<void> {
  try {
    const results = await send(groups);
    for (const [place, group] of groups.entries()) answer(group, results[place]);
  } catch (fault) {
    const told = fault instanceof Error ? fault : new Error(String(fault));
    for (const { reject } of groups) reject(told);
  }
}

function answer(group: Waiting, result: GroupResult | undefined): void {
  if (result === undefined) group.reject(new Error("the store gave no answer"));
  else if ("fault" in result) group.reject(new Error(result.fault));
  else group.resolve(result.outcomes);
}
