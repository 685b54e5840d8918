import type { Staged } from "../../core/ledger/stage-commands.ts";
import type { Balance } from "../../core/ledger/types.ts";
import { limits } from "../../core/limits.ts";

/** Balances as they were committed, so that the thread that alone writes them need not read. */
export interface RecentBalances {
  /** Undefined where the table knows. */
  readonly find: (accountId: string) => Balance | undefined;
  /** After a commit, and only then: what is rolled back was never here. */
  readonly keep: (staged: Staged) => void;
}

export function openRecentBalances(): RecentBalances {
  const balances = new Map<string, Balance>();
  const put = (balance: Balance): void => {
    // Which of so many accounts comes next, nobody knows: all are forgotten, and read once more.
    if (balances.size >= limits.balancesKnownMax) balances.clear();
    balances.set(balance.accountId, balance);
  };
  return {
    find: (accountId) => balances.get(accountId),
    keep: ({ newBalances, changedBalances }) => {
      for (const balance of newBalances) put(balance);
      for (const balance of changedBalances) put(balance);
    },
  };
}
