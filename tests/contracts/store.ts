import { after, before, describe } from "node:test";
import type { Store } from "../../src/ports/store.ts";
import { storeAlertsContract } from "./store-alerts.ts";
import { storeBooksContract } from "./store-books.ts";
import { storeCommitsContract } from "./store-commits.ts";
import { storeDirectoryContract } from "./store-directory.ts";
import { storeHoldsContract } from "./store-holds.ts";
import { storeLimitsContract } from "./store-limits.ts";
import { storeListsContract } from "./store-lists.ts";
import { storeMembersContract } from "./store-members.ts";
import { storeMoneyContract } from "./store-money.ts";
import { storeOperatorsContract } from "./store-operators.ts";
import { storeReportsContract } from "./store-reports.ts";
import { storeSessionsContract } from "./store-sessions.ts";
import { storeStepsContract } from "./store-steps.ts";

/** The store that a suite runs against; its tests share it, each with accounts of its own. */
export interface StoreStage {
  readonly store: () => Store;
}

/** The suite that every store passes. `open` gives an empty store, `clear` removes its traces. */
export function storeContract(
  name: string,
  open: () => Promise<Store>,
  clear: () => Promise<void>,
): void {
  describe(name, () => {
    let opened: Store | undefined;
    before(async () => {
      opened = await open();
    });
    after(async () => {
      await opened?.close();
      await clear();
    });
    const stage: StoreStage = {
      store: () => {
        if (opened === undefined) throw new Error("the store is opened before its tests run");
        return opened;
      },
    };
    storeMoneyContract(stage);
    storeHoldsContract(stage);
    storeLimitsContract(stage);
    storeSessionsContract(stage);
    storeReportsContract(stage);
    storeStepsContract(stage);
    storeCommitsContract(stage);
    storeDirectoryContract(stage);
    storeOperatorsContract(stage);
    storeMembersContract(stage);
    storeListsContract(stage);
    storeAlertsContract(stage);
    storeBooksContract(stage);
  });
}
