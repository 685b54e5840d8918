import { stageCommands } from "../../core/ledger/stage-commands.ts";
import type { Command, Hold, Outcome } from "../../core/ledger/types.ts";
import type { Ledger, Store } from "../../ports/store.ts";
import { openAlertBook } from "../alerts.ts";
import { openConsoleSessions } from "../console-sessions.ts";
import { emptyDirectory, openDirectory } from "../directory.ts";
import { openMembers } from "../members.ts";
import { openOperators } from "../operators.ts";
import { openPriceArchive } from "../price-archive.ts";
import { keepAlertsInMemory } from "./alerts.ts";
import { openMemoryBooks } from "./books.ts";
import { memoryReports } from "./reports.ts";
import { emptyTables, holdName, type MemoryTables, writeStaged } from "./tables.ts";

export interface MemoryStoreOptions {
  /**
   * Called before each commit takes effect: may wait, and by rejecting makes the commit fail
   * without effect, as a store that is gone does.
   */
  readonly beforeCommit?: (commands: readonly Command[]) => Promise<void>;
}

/**
 * A store that forgets everything with the process, for simulations and tests. It is deterministic:
 * without a hook each commit takes one microtask. A restart is a new road over the same store.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const tables = emptyTables();
  const { beforeCommit } = options;
  const commit = async (commands: readonly Command[]): Promise<readonly Outcome[]> => {
    await beforeCommit?.(commands);
    // A command that throws throws here, before anything is written.
    const staged = stageCommands(tables, commands);
    writeStaged(tables, staged);
    return staged.outcomes;
  };
  const nothing = async (): Promise<void> => undefined;
  return {
    ledger: { commit, ...readers(tables) },
    directory: openDirectory(emptyDirectory, nothing),
    prices: openPriceArchive([], nothing),
    reports: memoryReports(tables),
    operators: openOperators([], nothing),
    alerts: openAlertBook([], keepAlertsInMemory()),
    members: openMembers([], nothing),
    consoleSessions: openConsoleSessions([], nothing),
    close: nothing,
  };
}

function readers(tables: MemoryTables): Omit<Ledger, "commit"> {
  return {
    balance: async (accountId) => tables.balance(accountId),
    hold: async (id) => tables.hold(id),
    holdByClientRequestId: async (accountId, clientRequestId) =>
      newestNamed(tables, holdName(accountId, clientRequestId)),
    holdByIdempotencyKey: async (accountId, key) => {
      const id = tables.keyedHoldId(accountId, key);
      return id === null ? null : tables.hold(id);
    },
    openHolds: async () =>
      [...tables.openHoldIds].map((id) => tables.hold(id)).filter((hold) => hold !== null),
    entries: async (accountId, after, limit) =>
      (tables.journals.get(accountId) ?? []).slice(after, after + limit),
    books: async () => openMemoryBooks(tables),
  };
}

/** The newest by its moment; among equals the one that was placed last. */
function newestNamed(tables: MemoryTables, name: string): Hold | null {
  let newest: Hold | null = null;
  for (const id of tables.named.get(name) ?? []) {
    const hold = tables.hold(id);
    if (hold !== null && hold.order.at >= (newest?.order.at ?? hold.order.at)) newest = hold;
  }
  return newest;
}
