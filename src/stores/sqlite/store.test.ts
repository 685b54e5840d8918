import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  checkpointOf,
  done,
  fundedAccount,
  orderOf,
  placingOf,
  settlingOf,
} from "../../../tests/contracts/ledger-orders.ts";
import { quietLog } from "../../../tests/contracts/quiet-log.ts";
import { audit, writeAllKinds } from "../../../tests/contracts/store-books.ts";
import { createProject, keyOf, versionOf } from "../../../tests/contracts/store-directory.ts";
import type { Store } from "../../ports/store.ts";
import { requireSqlite } from "./open-database.ts";
import { openSqliteStore } from "./store.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "farebox-sqlite-"));
  try {
    await work(join(folder, "data"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function open(folder: string): Promise<Store> {
  return openSqliteStore({ folder, log: quietLog });
}

test("everything is there again after the store was closed and opened", () =>
  inFolder(async (folder) => {
    const first = await open(folder);
    const accountId = await fundedAccount(first.ledger, 100);
    const order = orderOf(accountId, 60, { clientRequestId: "mine", sessionId: "s" });
    await done(first.ledger, placingOf(order));
    const { hold } = await done(first.ledger, checkpointOf(order.id, 9));
    const balance = await first.ledger.balance(accountId);
    const project = await createProject(first.directory);
    const key = keyOf(project, { models: ["a"], expiresAt: 5 });
    await first.directory.createKey(key);
    await first.directory.keepSetting("admin", "hash");
    await first.prices.publish(versionOf("v1"));
    const accounts = await first.directory.accounts(null, 10);
    await first.close();

    const second = await open(folder);
    assert.deepEqual(await second.ledger.openHolds(), [hold]);
    assert.deepEqual(await second.ledger.holdByClientRequestId(accountId, "mine"), hold);
    assert.deepEqual(await second.ledger.balance(accountId), balance);
    assert.deepEqual(await second.directory.keyBySecretHash(key.secretHash), key);
    assert.deepEqual(await second.directory.project(project.id), project);
    assert.deepEqual(await second.directory.accounts(null, 10), accounts);
    assert.equal(await second.directory.setting("admin"), "hash");
    assert.deepEqual(await second.prices.all(), [versionOf("v1")]);
    await second.close();
  }));

test("a store that is closed answers no more, and what it had taken is kept", () =>
  inFolder(async (folder) => {
    const first = await open(folder);
    const accountId = await fundedAccount(first.ledger, 100);
    const taken = first.ledger.commit([placingOf(orderOf(accountId, 60))]);
    await first.close();
    assert.equal((await taken)[0]?.done, true);
    await assert.rejects(first.ledger.commit([placingOf(orderOf(accountId, 1))]), /closed/);
    await assert.rejects(first.ledger.balance(accountId), /closed/);
    const second = await open(folder);
    assert.equal((await second.ledger.openHolds()).length, 1);
    await second.close();
  }));

test("a second gateway on the same folder is refused, until the first has closed", () =>
  inFolder(async (folder) => {
    const first = await open(folder);
    await assert.rejects(open(folder), /another gateway is running on the data folder/);
    await assert.rejects(open(folder), /another gateway is running on the data folder/);
    await fundedAccount(first.ledger, 5);
    await first.close();
    await (await open(folder)).close();
  }));

test("the books are readable by their owner alone", () =>
  inFolder(async (folder) => {
    const store = await open(folder);
    await fundedAccount(store.ledger, 5);
    const mode = async (name: string): Promise<number> =>
      (await stat(join(folder, name))).mode & 0o777;
    assert.equal(await mode("."), 0o700);
    for (const name of ["farebox.sqlite", "farebox.sqlite-wal", "gateway.lock"]) {
      assert.equal(await mode(name), 0o600, name);
    }
    await store.close();
  }));

test("a database of a newer program is refused in a sentence, and left as it is", () =>
  inFolder(async (folder) => {
    await (await open(folder)).close();
    const database = new DatabaseSync(join(folder, "farebox.sqlite"));
    database.exec("INSERT INTO migrations (number, name) VALUES (999, 'to come')");
    database.close();
    await assert.rejects(open(folder), /migration 999 .* written by a newer Farebox/);
  }));

test("a data folder that cannot be made stops the start", () =>
  inFolder(async (folder) => {
    await writeFile(folder, "a file lies where the folder should be");
    await assert.rejects(open(folder), /EEXIST|ENOTDIR/);
  }));

test("an SQLite that can lose what it committed is refused", () => {
  for (const version of ["3.51.3", "3.51.10", "3.53.0", "4.0.0"]) requireSqlite(version);
  for (const version of ["3.51.2", "3.45.9", "2.99.99", "3.51"]) {
    assert.throws(() => requireSqlite(version), /is too old/);
  }
});

test("kill -9 in the midst of commits loses nothing that was answered", () =>
  inFolder(async (folder) => {
    for (let times = 0; times < 3; times++) {
      const told = await spendUntilKilled(folder, 400 + 250 * times);
      const store = await open(folder);
      for (const [id, state] of told) {
        const hold = await store.ledger.hold(id);
        if (state === "settled") assert.equal(hold?.state, "settled");
        assert.equal(hold?.order.id, id);
        if (hold?.state === "settled") assert.equal(hold.charge, 7n);
      }
      const report = await audit(store.ledger);
      assert.deepEqual(report.differences, []);
      for (const { order } of await store.ledger.openHolds()) {
        await done(store.ledger, { kind: "recover_hold", holdId: order.id, at: 9 });
      }
      assert.deepEqual(await store.ledger.openHolds(), []);
      await store.close();
    }
  }));

test("a disk's worth of books is audited while commits go on", () =>
  inFolder(async (folder) => {
    const store = await open(folder);
    const [accountId = ""] = await writeAllKinds(store.ledger);
    const orders = Array.from({ length: 1_500 }, () => orderOf(accountId, 0));
    await store.ledger.commit(orders.map(placingOf));
    const auditing = audit(store.ledger);
    const settling = orders.map(({ id }) => store.ledger.commit([settlingOf(id, 0)]));
    const [report] = await Promise.all([auditing, ...settling]);
    assert.deepEqual(report.differences, []);
    assert.ok(report.entries >= 1_500);
    assert.equal((await audit(store.ledger, report.head)).ok, true);
    await store.close();
  }));

/** Runs a process that commits, kills it after so many answers, and gives the last told of each. */
async function spendUntilKilled(
  folder: string,
  answers: number,
): Promise<ReadonlyMap<string, string>> {
  const script = new URL("../../../tests/contracts/committing-process.ts", import.meta.url);
  const child = spawn(process.execPath, [fileURLToPath(script), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const told = new Map<string, string>();
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    const [state, id] = line.split(" ");
    if (state !== undefined && id !== undefined) told.set(id, state);
    count += 1;
    if (count === answers) child.kill("SIGKILL");
  }
  await exited;
  assert.ok(count >= answers, "the process was killed in the midst of its work");
  return told;
}
