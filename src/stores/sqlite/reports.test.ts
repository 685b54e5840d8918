import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import {
  done,
  fundedAccount,
  orderOf,
  placingOf,
  settlingOf,
} from "../../../tests/contracts/ledger-orders.ts";
import { quietLog } from "../../../tests/contracts/quiet-log.ts";
import type { Store, UsageQuery, UsageRow } from "../../ports/store.ts";
import { openSqliteStore } from "./store.ts";

async function onStore(work: (store: Store, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "farebox-reports-"));
  const store = await openSqliteStore({ folder, log: quietLog });
  try {
    await work(store, folder);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

test("a report knows what was committed just before it was asked, while commits go on", () =>
  onStore(async ({ ledger, reports }) => {
    const accountId = await fundedAccount(ledger, 100_000);
    const spendLimit = { scope: "key:total", max: orderOf(accountId, 50_000).ceiling };
    const spend = async (): Promise<void> => {
      for (let times = 0; times < 60; times++) {
        const order = orderOf(accountId, 10, { spendLimit });
        await done(ledger, placingOf(order));
        const before = await reports.spent(spendLimit.scope);
        assert.ok(before.held >= 10n);
        await done(ledger, settlingOf(order.id, 10));
        const after = await reports.spent(spendLimit.scope);
        assert.ok(after.charged >= before.charged + 10n);
      }
    };
    await Promise.all([spend(), spend(), spend()]);
    assert.deepEqual(await reports.spent(spendLimit.scope), {
      scope: spendLimit.scope,
      charged: 1_800n,
      held: 0n,
    });
  }));

test("a store that closes answers what was asked of it, and no more", async () => {
  const folder = await mkdtemp(join(tmpdir(), "farebox-reports-"));
  const store = await openSqliteStore({ folder, log: quietLog });
  const asked = store.reports.cycles("nobody");
  await store.close();
  assert.deepEqual(await asked, []);
  await assert.rejects(store.reports.cycles("nobody"), /closed/);
  await rm(folder, { recursive: true });
});

test("a month of a million calls is reported within 300 ms, whatever it is grouped by", () =>
  onStore(async ({ reports }, folder) => {
    fillMonth(folder);
    const owners: readonly (string | null)[] = ["account-07", null];
    for (const accountId of owners) {
      for (const groupBy of ["day", "model", "key", "project", "account"] as const) {
        const rows = await timed(300, () => reports.usage(monthOf(accountId, groupBy)));
        const calls = rows.reduce((sum, row) => sum + row.calls, 0);
        assert.equal(calls, accountId === null ? 10_000_000 : 1_000_000);
      }
    }
  }));

const firstDay = 20_758;

/** Ten accounts with 25 keys and 4 models each, and a million calls each in the month. */
function fillMonth(folder: string): void {
  const database = new DatabaseSync(join(folder, "farebox.sqlite"));
  database.exec(`
    WITH RECURSIVE
      days (day) AS (SELECT 0 UNION ALL SELECT day + 1 FROM days WHERE day < 89),
      accounts (account) AS (SELECT 0 UNION ALL SELECT account + 1 FROM accounts WHERE account < 9),
      keys (key) AS (SELECT 0 UNION ALL SELECT key + 1 FROM keys WHERE key < 24),
      models (model) AS (SELECT 0 UNION ALL SELECT model + 1 FROM models WHERE model < 3)
    INSERT INTO usage_days
    SELECT ${firstDay} - 30 + day, format('account-%02d', account), format('project-%d', key / 10),
      format('key-%02d-%02d', account, key), format('model-%d', model),
      iif(day BETWEEN 30 AND 54, 400, 1), 23, 258, 0, 7, 0, 0, 42, 0, 3, 1, 5, 1, 5, 0, 0, 1
    FROM days, accounts, keys, models`);
  database.close();
}

function monthOf(accountId: string | null, groupBy: UsageQuery["groupBy"]): UsageQuery {
  const from = firstDay * 86_400_000;
  const to = from + 24 * 86_400_000;
  return { accountId, projectId: null, keyId: null, model: null, from, to, groupBy };
}

/** The best of five: a machine may be busy with something else. */
async function timed(
  mostMs: number,
  ask: () => Promise<readonly UsageRow[]>,
): Promise<readonly UsageRow[]> {
  let bestMs = Number.POSITIVE_INFINITY;
  let rows: readonly UsageRow[] = [];
  for (let times = 0; times < 5 && bestMs > mostMs; times++) {
    const began = performance.now();
    rows = await ask();
    bestMs = Math.min(bestMs, performance.now() - began);
  }
  assert.ok(bestMs <= mostMs, `the best of five took ${bestMs.toFixed(0)} ms`);
  return rows;
}
