import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import type { CallOutcome, Command, StepOutcome } from "../../src/core/ledger/types.ts";
import { noUsage } from "../../src/core/tokens/usage.ts";
import type { Store, UsageQuery } from "../../src/ports/store.ts";
import { createMemoryStore } from "../../src/stores/memory/store.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import {
  completed,
  freshId,
  money,
  openingOf,
  orderOf,
  placingOf,
  topUpOf,
} from "./ledger-orders.ts";
import { quietLog } from "./quiet-log.ts";
import { audit } from "./store-books.ts";

const dayMs = 86_400_000;
const firstDay = 20_779;

/** A call of a few accounts, whose names come again, so that there is something to sum. */
const someCall = fc.record({
  account: fc.nat(2),
  project: fc.constantFrom("p1", "p2"),
  key: fc.constantFrom("k1", "k2"),
  model: fc.constantFrom("m1", "m2", "m3"),
  session: fc.constantFrom(null, "s1", "s2", "s3", "s4", "s5"),
  day: fc.nat(5),
  // Below a mill and above it, so that what is below adds up to more; equal ones are frequent.
  due: fc.constantFrom(0n, 1n, 500_000_000n, 999_999_999n, 1_000_000_000n, 2_500_000_001n),
  end: fc.constantFrom("settled", "settled", "settled", "steps", "released"),
});
type SomeCall = ReturnType<typeof someCall.generate>["value"];

const someQuestion = fc.record({
  account: fc.constantFrom(null, 0, 1, 2),
  projectId: fc.constantFrom(null, null, null, "p1", "p2", "p3"),
  keyId: fc.constantFrom(null, null, null, null, "k1", "k2"),
  model: fc.constantFrom(null, null, null, "m1", "m2", "eye"),
  from: fc.integer({ min: -1, max: 6 }),
  to: fc.integer({ min: -1, max: 6 }),
  groupBy: fc.constantFrom<UsageQuery["groupBy"][]>("session", "session", "session", "day", "key"),
  page: fc.option(fc.record({ start: fc.nat(4), limit: fc.integer({ min: 1, max: 4 }) })),
});
type SomeQuestion = ReturnType<typeof someQuestion.generate>["value"];

describe("the memory store and the SQLite store", () => {
  let folder = "";
  let stores: readonly Store[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "farebox-alike-"));
    stores = [createMemoryStore(), await openSqliteStore({ folder, log: quietLog })];
  });
  after(async () => {
    for (const store of stores) await store.close();
    await rm(folder, { recursive: true });
  });

  test("answer every question about usage alike, to the last picodollar and in one order", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(someCall, { minLength: 1, maxLength: 40 }),
        fc.array(someQuestion, { minLength: 1, maxLength: 12 }),
        async (calls, questions) => {
          const accounts = [0, 1, 2].map(() => freshId("account"));
          const openings = accounts.flatMap((id) => [openingOf(id), topUpOf(id, 10n ** 15n)]);
          const commands = calls.flatMap((call) => commandsOf(call, accounts));
          for (const { ledger } of stores) {
            const outcomes = await ledger.commit([...openings, ...commands]);
            assert.ok(outcomes.every(({ done }) => done));
          }
          for (const question of questions) {
            const query = queryOf(question, accounts);
            const [wanted, found] = await Promise.all(
              stores.map(({ reports }) => reports.usage(query)),
            );
            assert.deepEqual(found, wanted);
          }
        },
      ),
      { numRuns: 60 },
    ));

  test("agree with their journals after all of it", async () => {
    for (const { ledger } of stores) assert.deepEqual((await audit(ledger)).differences, []);
  });
});

function commandsOf(call: SomeCall, accounts: readonly string[]): readonly Command[] {
  const { project: projectId, key: keyId, model, session: sessionId, due } = call;
  const at = (firstDay + call.day) * dayMs + 7;
  const order = orderOf(accounts[call.account] ?? "", 5_000_000_000n, {
    projectId,
    keyId,
    model,
    sessionId,
    at,
  });
  const holdId = order.id;
  if (call.end === "released") {
    const outcome: CallOutcome = { ...completed, status: "failed", usage: noUsage };
    return [placingOf(order), { kind: "release_hold", holdId, outcome, at }];
  }
  const outcome = call.end === "steps" ? twoSteps(due) : completed;
  return [placingOf(order), { kind: "settle_hold", holdId, due: money(due), outcome, at }];
}

function twoSteps(due: bigint): CallOutcome {
  const first = due / 3n;
  return { ...completed, steps: [stepOf("eye", first), stepOf("pen", due - first)] };
}

function stepOf(model: string, due: bigint): StepOutcome {
  return {
    model,
    priceVersion: `flat:${model}:2026-01-01`,
    usage: completed.usage,
    due: money(due),
    usageSource: "reported",
    promptTokens: 280,
    promptTokensMax: 300,
    duePrompt: money(0),
    providerCost: money(4),
    attempts: [],
  };
}

/** All accounts' questions see what earlier runs left too, in both stores the same. */
function queryOf(question: SomeQuestion, accounts: readonly string[]): UsageQuery {
  const { account, projectId, keyId, model, from, to, groupBy, page } = question;
  return {
    accountId: account === null ? null : (accounts[account] ?? null),
    projectId,
    keyId,
    model,
    from: (firstDay + from) * dayMs,
    to: (firstDay + to) * dayMs,
    groupBy,
    ...(page === null ? {} : { page: { after: String(page.start), limit: page.limit } }),
  };
}
