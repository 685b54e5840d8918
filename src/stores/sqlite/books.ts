import type { Balance, Entry, Hold } from "../../core/ledger/types.ts";
import type { Books } from "../../ports/store.ts";
import type { BooksTalk, ListPlace } from "./books-talk.ts";
import { type Channel, openChannel } from "./channel.ts";

/**
 * Opens all books of a data folder at this instant, beside a running gateway or without one.
 * Rejects where the folder has no database, or one that this program does not know.
 */
export async function openSqliteBooks(folder: string): Promise<Books> {
  const thread = openChannel<BooksTalk>(new URL("./books-thread.ts", import.meta.url));
  try {
    await thread.ask("open", folder);
  } catch (fault) {
    await thread.close();
    throw fault;
  }
  return {
    entries: () => allEntries(thread),
    balances: () => allBalances(thread),
    holds: () => allHolds(thread),
    spends: () => allPages((place) => thread.ask("spends", place)),
    sessions: () => allPages((place) => thread.ask("sessions", place)),
    cycles: () => allPages((place) => thread.ask("cycles", place)),
    usage: () => allPages((place) => thread.ask("usage", place)),
    sessionDays: () => allPages((place) => thread.ask("sessionDays", place)),
    remembered: (head) => thread.ask("remembered", head),
    remember: async (head) => {
      await thread.ask("remember", head);
    },
    close: async () => {
      await thread.ask("close", null);
      await thread.close();
    },
  };
}

async function* allEntries(thread: Channel<BooksTalk>): AsyncIterable<Entry> {
  let last: Entry | undefined;
  do {
    const { accountId, sequence } = last ?? { accountId: "", sequence: 0 };
    const page = await thread.ask("entries", { accountId, sequence });
    yield* page;
    last = page.at(-1);
  } while (last !== undefined);
}

async function* allBalances(thread: Channel<BooksTalk>): AsyncIterable<Balance> {
  let last: Balance | undefined;
  do {
    const page = await thread.ask("balances", last?.accountId ?? "");
    yield* page;
    last = page.at(-1);
  } while (last !== undefined);
}

async function* allHolds(thread: Channel<BooksTalk>): AsyncIterable<Hold> {
  let last: Hold | undefined;
  do {
    const page = await thread.ask("holds", last?.order.id ?? "");
    yield* page;
    last = page.at(-1);
  } while (last !== undefined);
}

async function* allPages<Row>(
  ask: (place: ListPlace) => Promise<readonly Row[]>,
): AsyncIterable<Row> {
  let page = await ask("start");
  while (page.length > 0) {
    yield* page;
    page = await ask("next");
  }
}
