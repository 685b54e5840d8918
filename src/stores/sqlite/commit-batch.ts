import type { DatabaseSync } from "node:sqlite";
import { stageCommands } from "../../core/ledger/stage-commands.ts";
import type { Command, Outcome } from "../../core/ledger/types.ts";
import { isBreaking, isEnvironmental } from "./faults.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import { prepare } from "./statements.ts";

/** What became of one caller's commands. */
export type GroupResult = { readonly outcomes: readonly Outcome[] } | { readonly fault: string };

/** Commits the commands of several callers; one result for each, in their order. */
export type CommitBatch = (groups: readonly (readonly Command[])[]) => readonly GroupResult[];

/**
 * Commits in one transaction what several callers ask for. Where something throws, nothing of it
 * is kept and each caller's commands are tried alone, so that a bad one fails alone. A fault of
 * the disk fails them all; after one that leaves the file in doubt, every later batch fails too.
 */
export function batchCommitter(database: DatabaseSync, tables: LedgerTables): CommitBatch {
  const begin = prepare(database, "BEGIN IMMEDIATE");
  const end = prepare(database, "COMMIT");
  const commitTogether = (groups: readonly (readonly Command[])[]): readonly GroupResult[] => {
    begin.run();
    const staged = stageCommands(tables, groups.flat());
    tables.write(staged);
    end.run();
    tables.keep(staged);
    return outcomesOf(groups, staged.outcomes);
  };
  let broken: string | null = null;
  const attempt = (groups: readonly (readonly Command[])[]): readonly GroupResult[] => {
    try {
      return commitTogether(groups);
    } catch (fault) {
      rollBack(database);
      const told = String(fault);
      if (isBreaking(fault)) broken = `the store is closed after a fault of its disk: ${told}`;
      if (groups.length === 1 || isEnvironmental(fault)) return groups.map(() => ({ fault: told }));
      return groups.flatMap((group) => attempt([group]));
    }
  };
  return (groups) => {
    const told = broken;
    return told === null ? attempt(groups) : groups.map(() => ({ fault: told }));
  };
}

/** What came of all commands, to each caller its own. */
function outcomesOf(
  groups: readonly (readonly Command[])[],
  outcomes: readonly Outcome[],
): readonly GroupResult[] {
  let taken = 0;
  return groups.map((group) => {
    const from = taken;
    taken += group.length;
    return { outcomes: outcomes.slice(from, taken) };
  });
}

/** A rollback that fails leaves the transaction to SQLite, which has ended it already. */
function rollBack(database: DatabaseSync): void {
  if (database.isTransaction) database.exec("ROLLBACK");
}
