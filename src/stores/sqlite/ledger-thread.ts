import type { DatabaseSync } from "node:sqlite";
import { assert } from "../../core/assert.ts";
import { readAlerts, readDeliveries, readPending, writeAlertChange } from "./alert-tables.ts";
import { answerQuestions } from "./answer-questions.ts";
import { batchCommitter, type CommitBatch } from "./commit-batch.ts";
import { readGroups } from "./commit-text.ts";
import { readDirectory, writeDirectory } from "./directory-tables.ts";
import { type LedgerTables, openLedgerTables } from "./ledger-tables.ts";
import type { LedgerTalk, Opened } from "./ledger-talk.ts";
import { lockFolder } from "./lock-folder.ts";
import {
  readConsoleSessions,
  readMembers,
  writeConsoleSessions,
  writeMember,
} from "./member-tables.ts";
import { openDatabase } from "./open-database.ts";
import { readOperators, writeOperator } from "./operator-tables.ts";
import { writeResults } from "./outcome-text.ts";
import { readPriceVersions, writePriceVersion } from "./price-tables.ts";

/** The thread that owns the database, so that no wait for the disk ever stalls a stream. */
interface Owned {
  readonly lock: DatabaseSync;
  readonly database: DatabaseSync;
  readonly tables: LedgerTables;
  readonly commit: CommitBatch;
}

let owned: Owned | null = null;

answerQuestions<LedgerTalk>({
  open,
  commit,
  balance: (accountId) => books().tables.balance(accountId),
  hold: (id) => books().tables.hold(id),
  holdNamed: ({ accountId, clientRequestId }) =>
    books().tables.holdNamed(accountId, clientRequestId),
  holdKeyed: ({ accountId, key }) => {
    const id = books().tables.keyedHoldId(accountId, key);
    return id === null ? null : books().tables.hold(id);
  },
  openHolds: () => books().tables.openHolds(),
  entries: ({ accountId, after, limit }) => books().tables.entries(accountId, after, limit),
  changeDirectory: (change) => {
    writeDirectory(books().database, change);
    return null;
  },
  changeOperators: (change) => {
    writeOperator(books().database, change);
    return null;
  },
  changeMembers: (change) => {
    writeMember(books().database, change);
    return null;
  },
  changeConsoleSessions: (change) => {
    writeConsoleSessions(books().database, change);
    return null;
  },
  publishPrice: (version) => {
    writePriceVersion(books().database, version);
    return null;
  },
  changeAlerts: (change) => writeAlertChange(books().database, change),
  pendingAlerts: (limit) => readPending(books().database, limit),
  alertDeliveries: (asked) => readDeliveries(books().database, asked),
  close,
});

function open(folder: string): Opened {
  assert(owned === null, "a thread owns one database");
  const lock = lockFolder(folder);
  try {
    const database = openDatabase(folder);
    const tables = openLedgerTables(database);
    owned = { lock, database, tables, commit: batchCommitter(database, tables) };
    return {
      directory: readDirectory(database),
      prices: readPriceVersions(database),
      operators: readOperators(database),
      alerts: readAlerts(database),
      members: readMembers(database),
      consoleSessions: readConsoleSessions(database),
    };
  } catch (fault) {
    lock.close();
    throw fault;
  }
}

function commit(text: string): string {
  const groups = readGroups(text);
  return writeResults(books().commit(groups.map(({ commands }) => commands)), groups);
}

function books(): Owned {
  assert(owned !== null, "a thread is opened before it is asked");
  return owned;
}

function close(): null {
  const { lock, database } = books();
  owned = null;
  database.close();
  lock.close();
  return null;
}
