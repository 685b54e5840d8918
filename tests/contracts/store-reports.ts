import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CallOutcome, HoldOrder } from "../../src/core/ledger/types.ts";
import { limits } from "../../src/core/limits.ts";
import { noUsage, type Usage } from "../../src/core/tokens/usage.ts";
import type { CallQuery, Store, UsageQuery, UsageRow } from "../../src/ports/store.ts";
import {
  checkpointOf,
  completed,
  done,
  fundedAccount,
  money,
  orderOf,
  placingOf,
  recoveringOf,
  releasingOf,
  settlingOf,
  someUsage,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";
import { audit } from "./store-books.ts";

/** What every store promises of reports: usage by group, and calls in pages. */
export function storeReportsContract(stage: StoreStage): void {
  describe("usage", () => {
    usageByGroup(stage);
    usageOfEnds(stage);
  });
  describe("keys", () => keyUses(stage));
  describe("lists of calls", () => lists(stage));
}

const monday = Date.parse("2026-11-23T23:59:59.999Z");
const tuesday = monday + 1;

interface CallTerms extends Partial<HoldOrder> {
  readonly due: number;
  readonly outcome?: Partial<CallOutcome>;
}

/** A call that is placed and settled at one moment; gives its id. */
async function call({ ledger }: Store, accountId: string, terms: CallTerms): Promise<string> {
  const { due, outcome = {}, ...rest } = terms;
  const order = orderOf(accountId, 1_000, {
    at: monday,
    wanted: money(9),
    least: money(0),
    ...rest,
  });
  const settling = {
    kind: "settle_hold",
    holdId: order.id,
    due: money(due),
    outcome: { ...completed, ...outcome },
    at: order.at,
  } as const;
  await ledger.commit([placingOf(order), settling]);
  return order.id;
}

function queryOf(accountId: string, terms: Partial<UsageQuery> = {}): UsageQuery {
  const nothing = { projectId: null, keyId: null, model: null };
  return { accountId, ...nothing, from: monday, to: tuesday, groupBy: "day", ...terms };
}

/** Group, calls and cost of each row, in their order. */
function brief(rows: readonly UsageRow[]): readonly unknown[] {
  return rows.map(({ group, calls, cost }) => [group, calls, cost]);
}

function times(count: number, usage: Usage): Usage {
  const { prompt, completion } = usage;
  const { text, image, audio, cached } = prompt;
  return {
    prompt: {
      text: text * count,
      image: image * count,
      audio: audio * count,
      cached: cached * count,
    },
    completion: {
      text: completion.text * count,
      image: completion.image * count,
      reasoning: completion.reasoning * count,
    },
  };
}

function usageByGroup(stage: StoreStage): void {
  test("usage is summed by group: days in order, others dearest first", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 100_000);
    const calls: readonly CallTerms[] = [
      { due: 5, model: "m1", keyId: "k1", projectId: "p1" },
      { due: 70, model: "m2", keyId: "k2", projectId: "p1", sessionId: "s" },
      { due: 100, model: "m1", keyId: "k3", projectId: "p2", sessionId: "s", at: tuesday },
      { due: 6, model: "m1", keyId: "k1", projectId: "p1", sessionId: "t", at: tuesday },
    ];
    for (const terms of calls) await call(store, accountId, terms);
    const grouped = async (groupBy: UsageQuery["groupBy"], terms: Partial<UsageQuery> = {}) =>
      brief(await store.reports.usage(queryOf(accountId, { groupBy, ...terms })));
    assert.deepEqual(await grouped("day"), [
      ["2026-11-23", 2, 75n],
      ["2026-11-24", 2, 106n],
    ]);
    assert.deepEqual(await grouped("model"), [
      ["m1", 3, 111n],
      ["m2", 1, 70n],
    ]);
    assert.deepEqual(await grouped("key"), [
      ["k3", 1, 100n],
      ["k2", 1, 70n],
      ["k1", 2, 11n],
    ]);
    assert.deepEqual(await grouped("project"), [
      ["p2", 1, 100n],
      ["p1", 3, 81n],
    ]);
    assert.deepEqual(await grouped("session"), [
      ["s", 2, 170n],
      ["t", 1, 6n],
    ]);
    assert.deepEqual(await grouped("account"), [[accountId, 4, 181n]]);
    assert.deepEqual(await grouped("key", { projectId: "p1", model: "m1" }), [["k1", 2, 11n]]);
    assert.deepEqual(await grouped("session", { keyId: "k3" }), [["s", 1, 100n]]);
  });

  test("usage comes in pages, and a place that is none has nothing after it", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 1_000);
    const models = ["m0", "m1", "m2", "m3", "m4"];
    for (const [due, model] of models.entries()) await call(store, accountId, { due, model });
    const page = async (after: string | null) => {
      const query = queryOf(accountId, { groupBy: "model", page: { after, limit: 2 } });
      return (await store.reports.usage(query)).map(({ group }) => group);
    };
    assert.deepEqual(await page(null), ["m4", "m3"]);
    assert.deepEqual(await page("2"), ["m2", "m1"]);
    assert.deepEqual(await page("4"), ["m0"]);
    assert.deepEqual(await page("6"), []);
    assert.deepEqual(await page("nowhere"), []);
  });

  test("days are whole, UTC, from the first instant's to the last one's", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 1_000);
    await call(store, accountId, { due: 1 });
    await call(store, accountId, { due: 2, at: tuesday });
    const days = async (from: number, to: number) =>
      brief(await store.reports.usage(queryOf(accountId, { from, to }))).length;
    assert.equal(await days(monday, monday), 1);
    assert.equal(await days(monday, tuesday), 2);
    assert.equal(await days(tuesday, tuesday + 1), 1);
    assert.equal(await days(0, monday - 86_400_000), 0);
    assert.equal(await days(tuesday + 86_400_000, 4e12), 0);
    assert.equal(await days(tuesday, monday), 0);
    assert.equal(await days(0, 4e12), 2);
  });

  test("an operator sees all accounts, and each of them", async () => {
    const store = stage.store();
    const [mine, theirs] = [
      await fundedAccount(store.ledger, 1_000),
      await fundedAccount(store.ledger, 1_000),
    ];
    const at = Date.parse("2031-03-03T03:00:00Z");
    await call(store, mine, { due: 1, at, keyId: "operator-key" });
    await call(store, theirs, { due: 2, at });
    const query = { ...queryOf(mine), accountId: null, from: at, to: at };
    const rows = await store.reports.usage({ ...query, groupBy: "account" });
    assert.deepEqual(brief(rows), [
      [theirs, 1, 2n],
      [mine, 1, 1n],
    ]);
    const ofKey = await store.reports.usage({ ...query, keyId: "operator-key" });
    assert.deepEqual(brief(ofKey), [["2031-03-03", 1, 1n]]);
  });

  test("sums go beyond what one integer of a database can say", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 100);
    const providerCost = money(limits.balanceMax);
    for (let calls = 0; calls < 3; calls++) {
      await call(store, accountId, { due: 1, outcome: { providerCost } });
    }
    const [row] = await store.reports.usage(queryOf(accountId));
    assert.equal(row?.providerCost, 3n * limits.balanceMax);
  });
}

function usageOfEnds(stage: StoreStage): void {
  test("each end counts once, with the tokens and amounts that it left", async () => {
    const store = stage.store();
    const { ledger, reports } = store;
    const accountId = await fundedAccount(ledger, 100);
    const orders = Array.from({ length: 4 }, () => orderOf(accountId, 20));
    const [settled, short, recovered, released] = orders.map(({ id }) => id);
    assert.ok(settled && short && recovered && released);
    await ledger.commit(orders.map(placingOf));
    await done(ledger, settlingOf(settled, 15));
    await done(ledger, settlingOf(short, 25, { providerCost: null }));
    await done(ledger, checkpointOf(recovered, 12));
    await done(ledger, recoveringOf(recovered));
    await done(ledger, releasingOf(released));
    await done(ledger, releasingOf(settled));
    const rows = await reports.usage(queryOf(accountId, { from: 0, to: 0 }));
    assert.deepEqual(rows, [
      {
        group: "1970-01-01",
        calls: 4,
        usage: times(3, someUsage),
        cost: money(15 + 20 + 12),
        providerCost: money(11),
        shortfall: money(5),
      },
    ]);
  });

  test("cache writes are summed, and absent where there were none", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 1_000);
    const usage = { ...someUsage, prompt: { ...someUsage.prompt, cacheWrite: 5, cacheWrite1h: 2 } };
    for (const outcome of [{ usage }, {}, { usage }]) {
      await call(store, accountId, { due: 1, outcome });
    }
    const [row] = await store.reports.usage(queryOf(accountId));
    const prompt = { ...times(3, someUsage).prompt, cacheWrite: 10, cacheWrite1h: 4 };
    assert.deepEqual(row?.usage, { ...times(3, someUsage), prompt });
    assert.deepEqual((await audit(store.ledger)).differences, []);
  });

  test("a call that runs is in no report before its end", async () => {
    const { ledger, reports } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    await done(ledger, placingOf(orderOf(accountId, 20)));
    assert.deepEqual(await reports.usage(queryOf(accountId, { from: 0, to: 4e12 })), []);
  });

  test("what nobody can have used stays in the record, and out of the sums", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 100);
    const text = Number.MAX_SAFE_INTEGER;
    const usage = { ...noUsage, completion: { text, image: 0, reasoning: 0 } };
    const absurd = { usage, providerCost: money(10n ** 30n) };
    const id = await call(store, accountId, { due: 9, outcome: absurd });
    await call(store, accountId, { due: 1 });
    const hold = await store.ledger.hold(id);
    assert.deepEqual([hold?.outcome?.usage, hold?.outcome?.providerCost], [usage, 10n ** 30n]);
    const [row] = await store.reports.usage(queryOf(accountId));
    assert.deepEqual([row?.calls, row?.cost, row?.usage], [2, 10n, someUsage]);
    assert.equal(row?.providerCost, completed.providerCost);
    assert.deepEqual((await audit(store.ledger)).differences, []);
  });
}

function keyUses(stage: StoreStage): void {
  test("a key tells what it spent since a day, and when it was last used", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 100_000);
    const [idle, early, busy] = ["idle", "early", "busy"].map((name) => `${accountId}-${name}`);
    assert.ok(idle && early && busy);
    await call(store, accountId, { due: 3, keyId: early });
    await call(store, accountId, { due: 5, keyId: busy, sessionId: "s" });
    await call(store, accountId, { due: 7, keyId: busy, at: tuesday, model: "m1" });
    await call(store, accountId, { due: 1, keyId: busy, at: tuesday + 9, model: "m2" });
    await call(store, accountId, { due: 2, keyId: busy, at: tuesday + 8, model: "m2" });
    const keyIds = [busy, idle, early];
    const told = async (from: number) =>
      (await store.reports.keyUses({ keyIds, from })).map((use) => Object.values(use));
    assert.deepEqual(await told(monday), [
      [busy, 4, 15n, tuesday + 9],
      [idle, 0, 0n, null],
      [early, 1, 3n, monday],
    ]);
    const running = orderOf(accountId, 5, { keyId: early, at: tuesday + 50 });
    await done(store.ledger, placingOf(running));
    assert.deepEqual(await told(tuesday), [
      [busy, 3, 10n, tuesday + 9],
      [idle, 0, 0n, null],
      [early, 0, 0n, tuesday + 50],
    ]);
    assert.deepEqual((await audit(store.ledger)).differences, []);
  });
}

function callsOf(accountId: string | null, terms: Partial<CallQuery> = {}): CallQuery {
  return {
    accountId,
    projectId: null,
    keyId: null,
    sessionId: null,
    model: null,
    status: null,
    from: null,
    to: null,
    page: { after: null, limit: 100 },
    ...terms,
  };
}

function lists(stage: StoreStage): void {
  test("calls come newest first, by whatever the question names", async () => {
    const store = stage.store();
    const { ledger, reports } = store;
    const accountId = await fundedAccount(ledger, 10_000);
    const ids = [
      await call(store, accountId, { due: 1, projectId: "p1", keyId: `${accountId}-k1` }),
      await call(store, accountId, {
        due: 2,
        projectId: "p1",
        keyId: `${accountId}-k2`,
        at: tuesday,
      }),
      await call(store, accountId, { due: 3, sessionId: "s", model: "m" }),
    ];
    const open = orderOf(accountId, 5, { at: tuesday, sessionId: "s" });
    await done(ledger, placingOf(open));
    const crashed = orderOf(accountId, 5, { at: tuesday });
    await done(ledger, placingOf(crashed));
    await done(ledger, recoveringOf(crashed.id));
    ids.push(open.id, crashed.id);
    const found = async (terms: Partial<CallQuery>, owner: string | null = accountId) =>
      (await reports.calls(callsOf(owner, terms))).map(({ order }) => ids.indexOf(order.id));
    assert.deepEqual(await found({}), [4, 3, 2, 1, 0]);
    const [newest] = await reports.calls(callsOf(accountId));
    assert.deepEqual(newest, await ledger.hold(crashed.id));
    assert.deepEqual(await found({ projectId: "p1" }), [1, 0]);
    assert.deepEqual(await found({ keyId: `${accountId}-k2` }), [1]);
    assert.deepEqual(await found({ keyId: `${accountId}-k2` }, null), [1]);
    assert.deepEqual(await found({ sessionId: "s" }), [3, 2]);
    assert.deepEqual(await found({ model: "m" }), [2]);
    assert.deepEqual(await found({ status: "running" }), [3]);
    assert.deepEqual(await found({ status: "running", sessionId: "s" }), [3]);
    assert.deepEqual(await found({ status: "recovered" }), [4]);
    assert.deepEqual(await found({ status: "completed", projectId: "p1" }), [1, 0]);
    assert.deepEqual(await found({ from: tuesday }), [4, 3, 1]);
    assert.deepEqual(await found({ to: tuesday }), [2, 0]);
    assert.deepEqual(await found({ projectId: "another" }), []);
    const all = await reports.calls(callsOf(null, { page: { after: null, limit: 2 } }));
    assert.deepEqual(
      all.map(({ order }) => order.id),
      [crashed.id, open.id],
    );
  });

  test("calls are found by when they were placed, however many were placed at once", async () => {
    const { ledger, reports } = stage.store();
    const accountId = await fundedAccount(ledger, 1_000);
    const orders = Array.from({ length: 1_300 }, (_, place) =>
      orderOf(accountId, 0, {
        at: monday + place * 1_000,
        model: place % 100 === 7 ? "rare" : "m",
      }),
    );
    await ledger.commit(orders.map(placingOf));
    const placesOf = async (terms: Partial<CallQuery>) =>
      (await reports.calls(callsOf(accountId, terms))).map(
        ({ order }) => (order.at - monday) / 1_000,
      );
    const second = (place: number): number => monday + place * 1_000;
    assert.deepEqual(await placesOf({ from: second(600), to: second(603) }), [602, 601, 600]);
    assert.deepEqual(await placesOf({ from: second(1_298) }), [1_299, 1_298]);
    assert.deepEqual(await placesOf({ to: second(2) }), [1, 0]);
    assert.deepEqual(await placesOf({ from: second(1_300) }), []);
    assert.deepEqual(await placesOf({ model: "rare", to: second(300) }), [207, 107, 7]);
    assert.equal((await placesOf({ model: "rare" })).length, 13);
  });

  test("calls that did not end as most do are found by how they ended", async () => {
    const store = stage.store();
    const [mine, theirs] = [
      await fundedAccount(store.ledger, 1_000),
      await fundedAccount(store.ledger, 1_000),
    ];
    const cut = { due: 1, outcome: { status: "cut" } } as const;
    const ids = [
      await call(store, mine, cut),
      await call(store, theirs, { ...cut, sessionId: mine }),
      await call(store, mine, { due: 1, sessionId: mine }),
      await call(store, mine, { ...cut, model: "m" }),
    ];
    const found = async (owner: string | null, terms: Partial<CallQuery>) =>
      (await store.reports.calls(callsOf(owner, terms)))
        .map(({ order }) => ids.indexOf(order.id))
        .filter((place) => place >= 0);
    assert.deepEqual(await found(mine, { status: "cut" }), [3, 0]);
    assert.deepEqual(await found(null, { status: "cut" }), [3, 1, 0]);
    assert.deepEqual(await found(mine, { status: "cut", model: "m" }), [3]);
    assert.deepEqual(await found(null, { sessionId: mine }), [2, 1]);
    assert.deepEqual(await found(null, { sessionId: mine, status: "cut" }), [1]);
    assert.deepEqual(await found(mine, { status: "stopped" }), []);
  });

  test("a key's first call is found while it runs, and a pair's by the pair's name", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 1_000);
    const keyId = `${accountId}-new`;
    const pair = "two-step/eye+pen";
    const running = orderOf(accountId, 5, { keyId, model: "first" });
    await done(store.ledger, placingOf(running));
    const found = async (terms: Partial<CallQuery>) =>
      (await store.reports.calls(callsOf(null, terms))).map(({ order }) => order.id);
    assert.deepEqual(await found({ keyId }), [running.id]);
    assert.deepEqual(await found({ keyId, model: "first", status: "running" }), [running.id]);
    assert.deepEqual(await found({ keyId, status: "completed" }), []);
    assert.deepEqual(await found({ keyId: `${accountId}-none` }), []);
    await done(store.ledger, releasingOf(running.id));
    const settled = await call(store, accountId, { due: 1, keyId, model: pair });
    assert.deepEqual(await found({ keyId }), [settled, running.id]);
    assert.deepEqual(await found({ keyId, model: pair }), [settled]);
    assert.deepEqual(await found({ keyId, model: "first" }), [running.id]);
  });

  test("a list goes on after the last call of a page, over a thousand others' calls", async () => {
    const { ledger, reports } = stage.store();
    const [mine, theirs] = [await fundedAccount(ledger, 1_000), await fundedAccount(ledger, 1_000)];
    const own: string[] = [];
    for (let groups = 0; groups < 7; groups++) {
      const order = orderOf(mine, 0);
      own.unshift(order.id);
      const others = Array.from({ length: 190 }, () => orderOf(theirs, 0));
      await ledger.commit([order, ...others].map(placingOf));
    }
    for (const terms of [{}, { status: "running" as const }]) {
      const found: string[] = [];
      for (let pages = 0; pages < 4; pages++) {
        const page = { after: found.at(-1) ?? null, limit: 2 };
        const calls = await reports.calls(callsOf(mine, { ...terms, page }));
        found.push(...calls.map(({ order }) => order.id));
      }
      assert.deepEqual(found, own);
    }
    const nowhere = { after: "no call", limit: 2 };
    assert.deepEqual(await reports.calls(callsOf(mine, { page: nowhere })), []);
  });
}
