import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrate, requireCurrent } from "./migrate.ts";
import { createPrivately } from "./private-file.ts";

/** Older versions can damage a database in WAL mode: https://www.sqlite.org/wal.html#walresetbug */
const sqliteVersionMin: readonly number[] = [3, 51, 3];

/** Milliseconds that a statement waits for another process that is writing. */
const busyTimeoutMs = 5_000;

function databasePath(folder: string): string {
  return join(folder, "farebox.sqlite");
}

/**
 * Opens the database of a folder for the one gateway that owns it, and brings its tables up to
 * date. Creates the folder (0700) and the file (0600) where they are missing.
 */
export function openDatabase(folder: string): DatabaseSync {
  const path = databasePath(folder);
  // SQLite gives its side files the permissions of the file itself, so it is made first.
  createPrivately(path);
  return openAt(path, (database) => {
    database.exec("PRAGMA journal_mode = WAL");
    // Every commit is on disk before it is answered.
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA cache_size = -8192");
    database.exec("PRAGMA wal_autocheckpoint = 4000");
    migrate(database);
  });
}

/** Opens a database that exists, beside a gateway or without one. Throws where there is none. */
export function openExisting(folder: string): DatabaseSync {
  const path = databasePath(folder);
  if (!existsSync(path)) {
    throw new Error(`the data folder ${folder} has no books: ${path} is missing`);
  }
  return openAt(path, requireCurrent);
}

/** Throws where this SQLite is too old to be trusted with money. */
export function requireSqlite(version: string): void {
  const parts = version.split(".").map(Number);
  for (const [place, least] of sqliteVersionMin.entries()) {
    const part = parts[place] ?? 0;
    if (part > least) return;
    if (part < least) {
      const wanted = sqliteVersionMin.join(".");
      throw new Error(
        `SQLite ${version} is too old: ${wanted} or newer is needed (Node.js 26 has it)`,
      );
    }
  }
}

function openAt(path: string, prepare: (database: DatabaseSync) => void): DatabaseSync {
  const database = new DatabaseSync(path, {
    enableForeignKeyConstraints: true,
    timeout: busyTimeoutMs,
  });
  try {
    const row = database.prepare("SELECT sqlite_version() AS version").get();
    requireSqlite(String(row?.["version"]));
    prepare(database);
    return database;
  } catch (fault) {
    database.close();
    throw fault;
  }
}
