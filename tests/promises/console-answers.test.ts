import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import { fillMonth, type Month } from "../../bench/fill-month.ts";
import { type Asked, askGateway } from "../../bench/measure-console.ts";
import { auditBooks } from "../../src/admin/audit.ts";
import { openSqliteBooks } from "../../src/stores/sqlite/books.ts";
import { queryCalls } from "../../src/stores/sqlite/query-calls.ts";
import { queryKeyUses } from "../../src/stores/sqlite/query-key-uses.ts";
import { querySessions } from "../../src/stores/sqlite/query-sessions.ts";
import { queryUsage } from "../../src/stores/sqlite/query-usage.ts";

const largestBytes = 200_000;
const calls = 6_000;

describe("on a month of calls, the console's pages", () => {
  let folder = "";
  let month: Month;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "farebox-month-"));
    month = await fillMonth({ folder, calls, until: Date.now() });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test("stand on books that are clean", async () => {
    const books = await openSqliteBooks(folder);
    const report = await auditBooks(books);
    await books.close();
    assert.deepEqual(report.differences, []);
    assert.ok(report.entries > 2 * calls);
  });

  test("ask for no more than 200 KB of JSON at once", async () => {
    const asked = await askGateway(folder, month, 1);
    const tooLarge = asked.filter(({ bytes }) => bytes > largestBytes);
    assert.deepEqual(tooLarge.map(brief), []);
    const empty = asked.filter(({ bytes }) => bytes === 0);
    assert.deepEqual(empty.map(brief), []);
  });

  test("find calls, sums and sessions through an index, and never look through all calls", () => {
    const plans = plansOf(folder, (database) => askStore(database, month));
    assert.ok(plans.length > 50, "the questions were seen");
    const scans = plans.filter(({ steps }) => steps.some(looksThroughCalls));
    assert.deepEqual(scans, []);
    const used = plans.flatMap(({ steps }) => steps).join("\n");
    for (const index of ["by_owner", "in_session", "ended_otherwise", "open", "days_of_key"]) {
      assert.match(used, new RegExp(`INDEX (holds|usage)_${index}`));
    }
  });
});

function brief({ name, bytes }: Asked): string {
  return `${name}: ${bytes} bytes`;
}

/** The index of open holds has only those, and they are few. */
function looksThroughCalls(step: string): boolean {
  return (
    /^SCAN (holds|journal|usage_sessions|session_days)\b/.test(step) &&
    !/INDEX holds_open$/.test(step)
  );
}

const anyCall = {
  accountId: null,
  projectId: null,
  keyId: null,
  sessionId: null,
  model: null,
  status: null,
  from: null,
  to: null,
  page: { after: null, limit: 50 },
};

function askStore(database: DatabaseSync, month: Month): void {
  const { from, until } = month;
  const accountId = month.accounts[0]?.id ?? "";
  const keyId = month.keys[0]?.id ?? "";
  const projectId = month.projects[0]?.id ?? "";
  const filters = [
    {},
    { keyId },
    { projectId },
    { model: "gpt-4o" },
    { status: "running" as const },
    { status: "cut" as const },
    { status: "completed" as const },
    { sessionId: "chat-7" },
    { from, to: from + 86_400_000 },
  ];
  for (const owner of [null, accountId]) {
    for (const one of filters) {
      for (const other of filters) {
        queryCalls(database, { ...anyCall, accountId: owner, ...one, ...other });
      }
    }
  }
  const any = { projectId: null, keyId: null, model: null };
  for (const groupBy of ["day", "model", "key", "project", "session", "account"] as const) {
    queryUsage(database, { ...any, accountId, from, to: until, groupBy });
  }
  queryKeyUses(database, { keyIds: [keyId], from });
  for (const open of [null, true, false]) {
    querySessions(database, { accountId, open, page: { after: null, limit: 50 } });
  }
}

interface Planned {
  readonly sql: string;
  readonly steps: readonly string[];
}

/** How SQLite goes about each statement that is prepared while `ask` runs. */
function plansOf(folder: string, ask: (database: DatabaseSync) => void): readonly Planned[] {
  const database = new DatabaseSync(join(folder, "farebox.sqlite"), { readOnly: true });
  const prepare = database.prepare.bind(database);
  const seen = new Set<string>();
  database.prepare = (sql) => {
    seen.add(sql);
    return prepare(sql);
  };
  ask(database);
  const plans = [...seen].map((sql) => ({
    sql,
    steps: stepsOf(prepare(`EXPLAIN QUERY PLAN ${sql}`)),
  }));
  database.close();
  return plans;
}

function stepsOf(plan: ReturnType<DatabaseSync["prepare"]>): readonly string[] {
  return plan.all().map(({ detail }) => String(detail));
}
