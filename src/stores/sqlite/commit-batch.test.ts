import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import {
  checkpointOf,
  growingOf,
  openingOf,
  orderOf,
  placingOf,
  settlingOf,
  topUpOf,
} from "../../../tests/contracts/ledger-orders.ts";
import type { Command } from "../../core/ledger/types.ts";
import { batchCommitter, type CommitBatch, type GroupResult } from "./commit-batch.ts";
import { type LedgerTables, openLedgerTables } from "./ledger-tables.ts";
import { openDatabase } from "./open-database.ts";

interface Stage {
  readonly folder: string;
  readonly database: DatabaseSync;
  readonly tables: LedgerTables;
  readonly commit: CommitBatch;
}

/** Runs over a database of its own, with an account `a` that has 1,000 picodollars. */
function onStage(work: (stage: Stage) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "farebox-batch-"));
  const database = openDatabase(folder);
  try {
    const tables = openLedgerTables(database);
    const commit = batchCommitter(database, tables);
    commit([[openingOf("a"), topUpOf("a", 1_000)]]);
    work({ folder, database, tables, commit });
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

function isDone(result: GroupResult): boolean {
  return "outcomes" in result && result.outcomes.every((outcome) => outcome.done);
}

test("a command that the schema refuses fails alone, and its batch goes through", () => {
  onStage(({ tables, commit }) => {
    const poison = placingOf(orderOf("a", 5, { promptTokens: 1.5 }));
    const groups: readonly (readonly Command[])[] = [
      [topUpOf("a", 1)],
      [topUpOf("a", 100), poison],
      [topUpOf("a", 2)],
    ];
    assert.deepEqual(commit(groups).map(isDone), [true, false, true]);
    assert.equal(tables.balance("a")?.posted, 1_003n);
    assert.equal(tables.entries("a", 0, 100).length, 4);
  });
});

test("what the thread remembers is what the tables say, whatever was rolled back", () => {
  onStage(({ database, tables, commit }) => {
    const [open, closed, odd] = [orderOf("a", 5), orderOf("a", 7), orderOf("a", 9)];
    const poison = placingOf(orderOf("a", 5, { promptTokens: 1.5 }));
    const results = commit([
      [placingOf(open)],
      [placingOf(closed), settlingOf(closed.id, 3)],
      [topUpOf("b", 1), placingOf(odd), poison],
    ]);
    assert.deepEqual(results.map(isDone), [true, true, false]);
    commit([[growingOf(open.id, 5), checkpointOf(open.id, 2)]]);
    const reread = openLedgerTables(database);
    for (const { id } of [open, closed, odd]) assert.deepEqual(tables.hold(id), reread.hold(id));
    assert.deepEqual(tables.balance("a"), reread.balance("a"));
    assert.equal(tables.hold(odd.id), null);
    assert.equal(tables.balance("b"), null);
  });
});

test("the database itself refuses a balance that no account may have", () => {
  onStage(({ database }) => {
    const broken = ["held = -1", "posted = -1", "held = posted + 1", "owed = -1"];
    for (const change of broken) {
      assert.throws(() => database.exec(`UPDATE balances SET ${change}`), /CHECK constraint/);
    }
  });
});

test("the database itself refuses to rewrite or cut the journal, or to reopen a hold", () => {
  onStage(({ database, commit }) => {
    const order = orderOf("a", 5);
    commit([[placingOf(order), { kind: "recover_hold", holdId: order.id, at: 1 }]]);
    const refused: readonly (readonly [string, RegExp])[] = [
      ["UPDATE journal SET posted = 5", /never rewritten/],
      ["DELETE FROM journal", /never cut/],
      ["DELETE FROM holds", /never deleted/],
      ["UPDATE holds SET charge = 0", /never changes/],
    ];
    for (const [sql, sentence] of refused) assert.throws(() => database.exec(sql), sentence);
  });
});

test("a full disk fails every caller, nothing is kept, and room makes it work again", () => {
  onStage(({ database, tables, commit }) => {
    const pages = Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const groups = Array.from({ length: 100 }, () => [topUpOf("a", 1)]);
    const results = commit(groups);
    assert.ok(results.every((result) => "fault" in result && /full/.test(result.fault)));
    assert.equal(tables.balance("a")?.posted, 1_000n);
    database.exec("PRAGMA max_page_count = 100000");
    assert.ok(commit(groups).every(isDone));
    assert.equal(tables.balance("a")?.posted, 1_100n);
  });
});

test("after a fault that leaves the file in doubt nothing more is written", () => {
  onStage(({ folder, database, commit }) => {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.exec("PRAGMA cache_size = 1");
    database.exec("PRAGMA shrink_memory");
    const path = join(folder, "farebox.sqlite");
    writeFileSync(path, Buffer.alloc(200_000, 0xee), { flag: "r+" });
    const first = commit([[topUpOf("a", 1)], [topUpOf("a", 1)]]);
    assert.ok(first.every((result) => "fault" in result));
    const later = commit([[topUpOf("a", 1)]]);
    assert.ok(later.every((result) => "fault" in result && /store is closed/.test(result.fault)));
  });
});
