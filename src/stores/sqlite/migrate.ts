import type { DatabaseSync } from "node:sqlite";
import { books } from "./migrations/0001-books.ts";
import { keyLimits } from "./migrations/0002-key-limits.ts";
import { sums } from "./migrations/0003-sums.ts";
import { operators } from "./migrations/0004-operators.ts";
import { alerts } from "./migrations/0005-alerts.ts";
import { members } from "./migrations/0006-members.ts";
import { plainChecks } from "./migrations/0007-plain-checks.ts";
import { lastUses } from "./migrations/0008-last-uses.ts";
import { foundCalls } from "./migrations/0009-found-calls.ts";
import { sessionDays } from "./migrations/0010-session-days.ts";

/** One step from one shape of the tables to the next; appended, never edited. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Says a table's constraints in other words, which SQLite guards against unless it is told. */
  readonly rewordsConstraints?: true;
}

const migrations: readonly Migration[] = [
  books,
  keyLimits,
  sums,
  operators,
  alerts,
  members,
  plainChecks,
  lastUses,
  foundCalls,
  sessionDays,
];
const newest = migrations.length;

/** Brings a database to the newest shape, one transaction a step. Throws on a newer database. */
export function migrate(database: DatabaseSync): void {
  database.exec(
    "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT) STRICT",
  );
  const applied = appliedMigrations(database);
  requireNotNewer(applied);
  for (const migration of migrations.slice(applied)) applyMigration(database, migration);
}

/** Throws unless the database has exactly the shape that this program knows. */
export function requireCurrent(database: DatabaseSync): void {
  const applied = appliedMigrations(database);
  requireNotNewer(applied);
  if (applied === newest) return;
  throw new Error(
    `the database has migration ${applied} of ${newest}: start the gateway once to bring it up`,
  );
}

function appliedMigrations(database: DatabaseSync): number {
  const row = database.prepare("SELECT coalesce(max(number), 0) AS number FROM migrations").get();
  return Number(row?.["number"] ?? 0);
}

function requireNotNewer(applied: number): void {
  if (applied <= newest) return;
  throw new Error(
    `the database has migration ${applied} and this program knows ${newest}: ` +
      "it was written by a newer Farebox; start that version, or restore an older backup",
  );
}

function applyMigration(database: DatabaseSync, migration: Migration): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    if (migration.rewordsConstraints) database.enableDefensive(false);
    database.exec(migration.sql);
    database
      .prepare("INSERT INTO migrations (number, name) VALUES (?, ?)")
      .run(migration.number, migration.name);
    database.exec("COMMIT");
  } catch (fault) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw fault;
  } finally {
    database.enableDefensive(true);
  }
}
