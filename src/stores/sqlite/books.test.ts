import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { quietLog } from "../../../tests/contracts/quiet-log.ts";
import { writeAllKinds } from "../../../tests/contracts/store-books.ts";
import { auditBooks } from "../../admin/audit.ts";
import { openSqliteBooks } from "./books.ts";
import { openSqliteStore } from "./store.ts";

/** Runs over the books of a gateway that has stopped, with one clean audit behind it. */
async function onBooks(work: (folder: string, head: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "farebox-books-"));
  try {
    const store = await openSqliteStore({ folder, log: quietLog });
    await writeAllKinds(store.ledger);
    await store.close();
    const { ok, head } = await audit(folder);
    assert.equal(ok, true);
    await work(folder, head);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function audit(folder: string, since?: string) {
  const books = await openSqliteBooks(folder);
  try {
    return await auditBooks(books, since);
  } finally {
    await books.close();
  }
}

/** Changes the file behind the program's back, with every guard taken away. */
function tamper(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, "farebox.sqlite"), {
    enableForeignKeyConstraints: false,
  });
  const triggers = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const trigger of triggers) database.exec(`DROP TRIGGER ${String(trigger["name"])}`);
  database.exec("PRAGMA ignore_check_constraints = ON");
  database.exec(sql);
  database.close();
}

const tamperings: readonly (readonly [string, string, RegExp])[] = [
  [
    "an amount in the journal",
    "UPDATE journal SET posted = posted + 1 WHERE kind = 'topped_up' AND sequence = 2",
    /entry 2: its hash is .* its content gives/,
  ],
  [
    "a fact in the journal",
    "UPDATE journal SET facts = replace(facts, 'model-1', 'model-2') WHERE kind = 'hold_placed'",
    /its content gives/,
  ],
  [
    "a line of the journal taken out",
    "DELETE FROM journal WHERE kind = 'hold_released'",
    /so the journal has a gap/,
  ],
  [
    "the end of the journal taken off",
    "DELETE FROM journal WHERE position = (SELECT max(position) FROM journal)",
    /its balance follows from \d+ entries, and the journal has \d+/,
  ],
  [
    "a balance",
    "UPDATE balances SET posted = posted + 1000000000000 WHERE account_id <> 'shortfall'",
    /posted is 1\.\d+, by the journal 0\.\d+/,
  ],
  ["an amount set aside", "UPDATE balances SET held = 0 WHERE held > 0", /held is 0\.00, by/],
  [
    "the operator's loss",
    "UPDATE balances SET posted = 0 WHERE account_id = 'shortfall'",
    /account shortfall: posted is 0\.00/,
  ],
  [
    "a charge",
    "UPDATE holds SET charge = charge - 1 WHERE state = 'settled'",
    /hold .*: charge is 0\.0+99, by the journal 0\.0+1/,
  ],
  [
    "a hold's end",
    "UPDATE holds SET state = 'settled' WHERE state = 'released'",
    /state is settled/,
  ],
  [
    "a hold taken out",
    "DELETE FROM holds WHERE state = 'open'",
    /in the journal, but has no record/,
  ],
  [
    "an account taken out",
    "DELETE FROM balances WHERE account_id = 'shortfall'",
    /account shortfall: in the journal, but has no balance/,
  ],
  [
    "what is spent under a limit",
    "UPDATE spends SET charged = 0",
    /limit .*:total: 0\.00 charged, 0\.00 held; by the journal 0\.000000000005 charged/,
  ],
  [
    "a session's sum",
    "UPDATE sessions SET charged_fractions = 4",
    /session s, opening 1: 1 calls, 0\.000000000004, .* by the journal 1 calls, 0\.000000000005/,
  ],
  [
    "a session taken out",
    "DELETE FROM sessions",
    /session s, opening 1: in the journal, but has no record/,
  ],
  [
    "a cycle's mills",
    "UPDATE cycles SET mills = mills + 1",
    /cycle 1970-01: 3 lines of 1 mills and .* by the journal 3 lines of 0 mills/,
  ],
  [
    "a day's usage",
    "UPDATE usage_days SET completion_image = 1 WHERE calls > 1",
    /usage of 1970-01-01, account .*completion.image=1.* by the journal .* calls, /,
  ],
  [
    "a last use that was none",
    "UPDATE usage_days SET last_at = last_at + 1",
    /usage of 1970-01-01, account .*the last at 7001; by the journal .*the last at 7000/,
  ],
  [
    "a session's usage that nobody had",
    "UPDATE usage_sessions SET session_id = 't'",
    /session t: not in the journal/,
  ],
  [
    "what a session's day cost",
    "UPDATE session_days SET cost_fractions = 4",
    /the day 1970-01-01, .* session s: its calls cost 0\.0{11}4; by the journal .* 0\.0{11}5/,
  ],
  [
    "a session's day taken out",
    "DELETE FROM session_days",
    /the day 1970-01-01, account .*, session s: in the journal, but has no record/,
  ],
  [
    "a balance made up",
    `INSERT INTO balances VALUES ('zz', 5, 0, 0, 1, '${"a".repeat(64)}')`,
    /account zz: has a balance, but nothing in the journal/,
  ],
];

for (const [name, sql, sentence] of tamperings) {
  test(`an audit finds ${name}`, () =>
    onBooks(async (folder) => {
      tamper(folder, sql);
      const report = await audit(folder);
      assert.equal(report.ok, false);
      const found = report.differences.join("\n");
      assert.match(found, sentence);
    }));
}

test("a cut that fits all books is found through an earlier head", () =>
  onBooks(async (folder, head) => {
    // The last movement is undone everywhere, as if it had never been: the books alone agree.
    tamper(
      folder,
      `UPDATE balances SET (posted, owed, sequence, head) = (
         SELECT b.posted - j.posted, b.owed - j.owed, j.sequence - 1,
           (SELECT hash FROM journal WHERE account_id = j.account_id AND sequence = j.sequence - 1)
         FROM journal j JOIN balances b USING (account_id)
         WHERE j.position = (SELECT max(position) FROM journal))
       WHERE account_id = (SELECT account_id FROM journal ORDER BY position DESC LIMIT 1);
       DELETE FROM journal WHERE position = (SELECT max(position) FROM journal)`,
    );
    assert.deepEqual((await audit(folder)).differences, []);
    const report = await audit(folder, head);
    assert.equal(report.ok, false);
    assert.match(report.differences.join("\n"), /it was rewritten or cut/);
  }));

test("more differences than are spelled out are counted", () =>
  onBooks(async (folder) => {
    const store = await openSqliteStore({ folder, log: quietLog });
    for (let times = 0; times < 30; times++) await writeAllKinds(store.ledger);
    await store.close();
    tamper(folder, "UPDATE holds SET charge = 77, shortfall = 1 WHERE state <> 'open'");
    const { differences } = await audit(folder);
    assert.equal(differences.length, 101);
    assert.match(differences.at(-1) ?? "", /^… and \d+ more differences$/);
  }));

test("a folder without books is told apart from empty books", async () => {
  const folder = await mkdtemp(join(tmpdir(), "farebox-books-"));
  await assert.rejects(openSqliteBooks(folder), /has no books/);
  await rm(folder, { recursive: true });
});
