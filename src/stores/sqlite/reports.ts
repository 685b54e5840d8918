import type { Reports } from "../../ports/store.ts";
import { type Channel, openChannel } from "./channel.ts";
import type { ReportsTalk } from "./reports-talk.ts";

/** Reports over a data folder, and the end of the thread that reads for them. */
export interface SqliteReports {
  readonly reports: Reports;
  readonly close: () => Promise<void>;
}

/**
 * Answers reports on a connection and a thread of their own, so that no report ever keeps a
 * commit waiting. The thread starts with the first question.
 */
export function openSqliteReports(folder: string): SqliteReports {
  let started: Promise<Channel<ReportsTalk>> | null = null;
  let closed = false;
  const ask: Channel<ReportsTalk>["ask"] = async (kind, question) => {
    if (closed) throw new Error("the store is closed");
    started ??= startThread(folder);
    return (await started).ask(kind, question);
  };
  return {
    reports: {
      spent: (scope) => ask("spent", scope),
      session: (accountId, sessionId) => ask("session", { accountId, sessionId }),
      idleSessions: (before, limit) => ask("idleSessions", { before, limit }),
      sessions: (query) => ask("sessions", query),
      journal: (page) => ask("journal", page),
      entriesOf: (query) => ask("entriesOf", query),
      cycles: (accountId) => ask("cycles", accountId),
      statementLines: (accountId, cycle, page) => ask("statementLines", { accountId, cycle, page }),
      usage: (query) => ask("usage", query),
      keyUses: (query) => ask("keyUses", query),
      calls: (query) => ask("calls", query),
    },
    close: async () => {
      closed = true;
      // One that could not start has been told to whoever asked, and left nothing open.
      const thread = await started?.catch(() => null);
      if (thread === undefined || thread === null) return;
      await thread.ask("close", null).finally(() => thread.close());
    },
  };
}

async function startThread(folder: string): Promise<Channel<ReportsTalk>> {
  const thread = openChannel<ReportsTalk>(new URL("./reports-thread.ts", import.meta.url));
  try {
    await thread.ask("open", folder);
    return thread;
  } catch (fault) {
    await thread.close();
    throw fault;
  }
}
