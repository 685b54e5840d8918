import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { hasCode, sqliteCodes } from "./faults.ts";
import { createPrivately } from "./private-file.ts";

/**
 * Makes this process the folder's only gateway, for as long as the returned database stays open.
 * The lock is the operating system's own: it is gone with the process, however that ends.
 */
export function lockFolder(folder: string): DatabaseSync {
  const path = join(folder, "gateway.lock");
  createPrivately(path);
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY");
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (fault) {
    lock.close();
    if (!hasCode(fault, sqliteCodes.busy)) throw fault;
    throw new Error(`another gateway is running on the data folder ${folder}`);
  }
}
