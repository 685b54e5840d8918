import type { Balance } from "../core/ledger/types.ts";
import type { Ledger } from "../ports/store.ts";

/**
 * A ledger whose balances are seen, right after each commit and in its order, by whoever watches
 * for thresholds. `credited` where money came in or was corrected.
 */
export function watchLedger(
  ledger: Ledger,
  see: (balance: Balance, credited: boolean) => void,
): Ledger {
  return {
    ...ledger,
    commit: async (commands) => {
      const outcomes = await ledger.commit(commands);
      for (const outcome of outcomes) {
        if (outcome.done) see(outcome.balance, outcome.movement !== null);
      }
      return outcomes;
    },
  };
}
