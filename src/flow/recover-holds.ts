import type { Command } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ledger } from "../ports/store.ts";

/**
 * Resolves every hold that a crash left open, by its last durable checkpoint; without one it is
 * given back whole. Runs at the start, before anything is served. Answers how many there were.
 */
export async function recoverHolds(ledger: Ledger, clock: Clock): Promise<number> {
  const open = await ledger.openHolds();
  for (let from = 0; from < open.length; from += limits.commitBatchMax) {
    const commands = open
      .slice(from, from + limits.commitBatchMax)
      .map((hold): Command => ({ kind: "recover_hold", holdId: hold.order.id, at: clock.now() }));
    const outcomes = await ledger.commit(commands);
    const stuck = outcomes.findIndex((outcome) => !outcome.done);
    if (stuck !== -1) {
      throw new Error(`the store would not recover ${open[from + stuck]?.order.id}`);
    }
  }
  return open.length;
}
