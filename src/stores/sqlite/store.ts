import type { Log } from "../../ports/log.ts";
import type { Ledger, Store } from "../../ports/store.ts";
import { openAlertBook } from "../alerts.ts";
import { openConsoleSessions } from "../console-sessions.ts";
import { openDirectory } from "../directory.ts";
import { openMembers } from "../members.ts";
import { openOperators } from "../operators.ts";
import { openPriceArchive } from "../price-archive.ts";
import { openSqliteBooks } from "./books.ts";
import { type Channel, openChannel } from "./channel.ts";
import { joinGroups, writeGroup } from "./commit-text.ts";
import { type GroupCommit, groupCommit } from "./group-commit.ts";
import { openKnownHolds } from "./known-holds.ts";
import type { LedgerTalk } from "./ledger-talk.ts";
import { readResults } from "./outcome-text.ts";
import { openSqliteReports } from "./reports.ts";

export interface SqliteStoreOptions {
  /** Holds `farebox.sqlite` and `gateway.lock`; created where it is missing. */
  readonly folder: string;
  readonly log: Log;
}

/**
 * Opens the store of a data folder for the one gateway that owns it. Rejects, in a sentence for
 * the operator, where another gateway owns the folder, where the database is newer than the
 * program, and where it cannot be read or written.
 */
export async function openSqliteStore({ folder, log }: SqliteStoreOptions): Promise<Store> {
  const thread = openChannel<LedgerTalk>(new URL("./ledger-thread.ts", import.meta.url));
  try {
    const opened = await thread.ask("open", folder);
    const money = openMoney(thread, log);
    const { reports, close: closeReports } = openSqliteReports(folder);
    return {
      ledger: ledgerOver(thread, money, folder),
      directory: openDirectory(opened.directory, async (change) => {
        await thread.ask("changeDirectory", change);
      }),
      prices: openPriceArchive(opened.prices, async (version) => {
        await thread.ask("publishPrice", version);
      }),
      operators: openOperators(opened.operators, async (change) => {
        await thread.ask("changeOperators", change);
      }),
      alerts: openAlertBook(opened.alerts, {
        persist: (change) => thread.ask("changeAlerts", change),
        pending: (limit) => thread.ask("pendingAlerts", limit),
        deliveries: (alertId, page) => thread.ask("alertDeliveries", { alertId, page }),
      }),
      members: openMembers(opened.members, async (change) => {
        await thread.ask("changeMembers", change);
      }),
      consoleSessions: openConsoleSessions(opened.consoleSessions, async (change) => {
        await thread.ask("changeConsoleSessions", change);
      }),
      reports,
      close: async () => {
        await closeReports();
        await closeStore(thread, money);
      },
    };
  } catch (fault) {
    await thread.close();
    throw fault;
  }
}

function openMoney(thread: Channel<LedgerTalk>, log: Log): GroupCommit {
  const known = openKnownHolds();
  return groupCommit({
    write: (commands) => writeGroup(commands, known),
    send: async (groups) => {
      const answer = await thread.ask("commit", joinGroups(groups.map(({ text }) => text)));
      const asked = groups.map(({ commands }) => commands);
      const results = readResults(answer, asked, known);
      for (const result of results) {
        if ("fault" in result) log.error({ fault: result.fault }, "the ledger could not commit");
      }
      return results;
    },
  });
}

function ledgerOver(thread: Channel<LedgerTalk>, money: GroupCommit, folder: string): Ledger {
  return {
    commit: money.commit,
    balance: (accountId) => thread.ask("balance", accountId),
    hold: (id) => thread.ask("hold", id),
    holdByClientRequestId: (accountId, clientRequestId) =>
      thread.ask("holdNamed", { accountId, clientRequestId }),
    holdByIdempotencyKey: (accountId, key) => thread.ask("holdKeyed", { accountId, key }),
    openHolds: () => thread.ask("openHolds", null),
    entries: (accountId, after, limit) => thread.ask("entries", { accountId, after, limit }),
    books: () => openSqliteBooks(folder),
  };
}

/** What was taken is still committed; then the folder is free for the next gateway. */
async function closeStore(thread: Channel<LedgerTalk>, money: GroupCommit): Promise<void> {
  await money.drain();
  try {
    await thread.ask("close", null);
  } finally {
    await thread.close();
  }
}
