import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import {
  checkpointOf,
  done,
  fundedAccount,
  money,
  orderOf,
  placingOf,
  recoveringOf,
  releasingOf,
  settlingOf,
} from "../../../tests/contracts/ledger-orders.ts";
import { quietLog } from "../../../tests/contracts/quiet-log.ts";
import { audit } from "../../../tests/contracts/store-books.ts";
import type { StepOutcome } from "../../core/ledger/types.ts";
import { noUsage } from "../../core/tokens/usage.ts";
import type { Ledger, Store, UsageQuery } from "../../ports/store.ts";
import { books } from "./migrations/0001-books.ts";
import { openSqliteStore } from "./store.ts";

test("books from before the sums are counted, and agree with the journal", async () => {
  const folder = await mkdtemp(join(tmpdir(), "farebox-migrate-"));
  try {
    const newer = await openSqliteStore({ folder: join(folder, "newer"), log: quietLog });
    const accountId = await writeFirstBooks(newer.ledger);
    const expected = await reportsOf(newer, accountId);
    await newer.close();
    await mkdir(join(folder, "older"));
    copyAsFirstBooks(join(folder, "newer"), join(folder, "older"));

    const older = await openSqliteStore({ folder: join(folder, "older"), log: quietLog });
    assert.deepEqual((await audit(older.ledger)).differences, []);
    assert.deepEqual(await reportsOf(older, accountId), expected);
    const [open] = await older.ledger.openHolds();
    assert.ok(open !== undefined);
    await done(older.ledger, settlingOf(open.order.id, 3));
    assert.deepEqual((await audit(older.ledger)).differences, []);
    await older.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("sums from before the last uses are told when their newest call ended", async () => {
  const folder = await mkdtemp(join(tmpdir(), "farebox-migrate-"));
  try {
    const newer = await openSqliteStore({ folder, log: quietLog });
    const accountId = await writeFirstBooks(newer.ledger);
    const pair = orderOf(accountId, 900, { model: "two-step/eye+pen", sessionId: "s" });
    await done(newer.ledger, placingOf(pair));
    await done(newer.ledger, settlingOf(pair.id, 80, { steps: [stepOf("eye"), stepOf("pen")] }));
    await newer.close();
    const database = new DatabaseSync(join(folder, "farebox.sqlite"));
    database.exec(`
      DROP TABLE session_days;
      DROP TABLE hold_buckets;
      DROP INDEX holds_ended_otherwise;
      DROP INDEX usage_days_of_key;
      ALTER TABLE usage_days DROP COLUMN last_at;
      ALTER TABLE usage_sessions DROP COLUMN last_at;
      DELETE FROM migrations WHERE number >= 8`);
    database.close();

    const older = await openSqliteStore({ folder, log: quietLog });
    assert.deepEqual((await audit(older.ledger)).differences, []);
    const any = { projectId: null, keyId: null, sessionId: null, model: null, status: null };
    const page = { after: null, limit: 10 };
    const at = pair.at;
    const found = await older.reports.calls({ ...any, accountId, from: at, to: at + 1, page });
    assert.ok(found.some(({ order }) => order.id === pair.id));
    await older.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("books from before the days of sessions have them, and tell the dearest alike", async () => {
  const folder = await mkdtemp(join(tmpdir(), "farebox-migrate-"));
  try {
    const newer = await openSqliteStore({ folder, log: quietLog });
    const accountId = await writeFirstBooks(newer.ledger);
    const later = orderOf(accountId, 80, { sessionId: "s", model: "model-2" });
    await done(newer.ledger, placingOf(later));
    await done(newer.ledger, settlingOf(later.id, 80));
    const expected = await reportsOf(newer, accountId);
    await newer.close();
    const database = new DatabaseSync(join(folder, "farebox.sqlite"));
    database.exec("DROP TABLE session_days; DELETE FROM migrations WHERE number >= 10");
    database.close();

    const older = await openSqliteStore({ folder, log: quietLog });
    assert.deepEqual((await audit(older.ledger)).differences, []);
    assert.deepEqual(await reportsOf(older, accountId), expected);
    await older.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

function stepOf(model: string): StepOutcome {
  return {
    model,
    priceVersion: `flat:${model}:2026-01-01`,
    usage: noUsage,
    due: money(40),
    usageSource: "reported",
    promptTokens: 280,
    promptTokensMax: 300,
    duePrompt: money(3),
    providerCost: money(4),
    attempts: [],
  };
}

test("a hold's state is one of four words, and checking it builds no table in memory", async () => {
  const folder = await mkdtemp(join(tmpdir(), "farebox-migrate-"));
  try {
    const store = await openSqliteStore({ folder, log: quietLog });
    const order = orderOf(await fundedAccount(store.ledger, 100), 5);
    await done(store.ledger, placingOf(order));
    await store.close();
    const database = new DatabaseSync(join(folder, "farebox.sqlite"));
    const odd = "UPDATE holds SET state = 'odd', charge = 0, closed_at = 0 WHERE position = 1";
    assert.throws(() => database.exec(odd), /CHECK constraint/);
    const steps = database.prepare(`EXPLAIN ${odd}`).all();
    assert.ok(steps.length > 0 && steps.every(({ opcode }) => opcode !== "OpenEphemeral"));
    assert.equal(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
    const reword = "UPDATE sqlite_schema SET sql = '' WHERE name = 'holds'";
    assert.throws(() => database.exec(`PRAGMA writable_schema = ON; ${reword}`), /modified/);
    database.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Everything that the first tables knew: sessions had a name, and no end. */
async function writeFirstBooks(ledger: Ledger): Promise<string> {
  const accountId = await fundedAccount(ledger, 20_000_000_000);
  const nextMonth = { at: 40 * 86_400_000 };
  const terms = { wanted: money(9), least: money(9) };
  const orders = [
    orderOf(accountId, 9_000_000_000, terms),
    orderOf(accountId, 9_000_000_000, { ...terms, sessionId: "s", keyId: "k2" }),
    orderOf(accountId, 50, terms),
    orderOf(accountId, 50, { ...terms, sessionId: "s" }),
    orderOf(accountId, 50, { ...terms, ...nextMonth }),
    orderOf(accountId, 50, { ...terms, sessionId: "t", ...nextMonth }),
  ];
  await ledger.commit(orders.map(placingOf));
  const [first, second, third, fourth, fifth] = orders.map(({ id }) => id);
  assert.ok(first && second && third && fourth && fifth);
  await done(ledger, settlingOf(first, 1_234_567_890));
  await done(ledger, settlingOf(second, 2_999_999_999, { providerCost: money(10n ** 30n) }));
  await done(ledger, checkpointOf(third, 7));
  await done(ledger, recoveringOf(third));
  await done(ledger, releasingOf(fourth));
  const absurd = { ...noUsage, completion: { text: 2e9, image: 0, reasoning: 0 } };
  await done(ledger, settlingOf(fifth, 60, { usage: absurd, providerCost: null }));
  return accountId;
}

async function reportsOf({ reports }: Store, accountId: string): Promise<unknown> {
  const everything = { projectId: null, keyId: null, model: null, from: 0, to: 4e12 };
  const usage = (groupBy: UsageQuery["groupBy"]) =>
    reports.usage({ accountId, ...everything, groupBy });
  return {
    days: await usage("day"),
    keys: await usage("key"),
    sessions: await usage("session"),
    cycles: await reports.cycles(accountId),
    lines: await reports.statementLines(accountId, "1970-01", { after: null, limit: 10 }),
    s: await reports.session(accountId, "s"),
    t: await reports.session(accountId, "t"),
  };
}

/** Takes a database back to what the first program wrote. */
function copyAsFirstBooks(from: string, to: string): void {
  const database = new DatabaseSync(join(to, "farebox.sqlite"));
  database.exec(books.sql);
  database.exec("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT) STRICT");
  database.exec("INSERT INTO migrations (number, name) VALUES (1, 'books')");
  database.exec(`ATTACH '${join(from, "farebox.sqlite")}' AS newer`);
  const columns = database.prepare("SELECT name FROM pragma_table_info('holds')").all();
  const kept = columns.map(({ name }) => String(name)).filter((name) => name !== "provider_cost");
  const cost = "json_extract(outcome, '$.providerCost')";
  database.exec(`
    INSERT INTO balances SELECT * FROM newer.balances;
    INSERT INTO holds (${kept.join(", ")}, provider_cost)
      SELECT ${kept.join(", ")}, iif(length(${cost}) < 19, CAST(${cost} AS INTEGER), NULL)
      FROM newer.holds;
    INSERT INTO movements SELECT * FROM newer.movements;
    INSERT INTO journal SELECT * FROM newer.journal`);
  database.close();
}
