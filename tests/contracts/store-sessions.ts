import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Command, HoldOrder, Session } from "../../src/core/ledger/types.ts";
import type { Ledger, Store } from "../../src/ports/store.ts";
import {
  amountsOf,
  checkpointOf,
  completed,
  type Done,
  done,
  fundedAccount,
  money,
  orderOf,
  placingOf,
  recoveringOf,
  refusal,
  releasingOf,
  settlingOf,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

/** What every store promises of sessions and of the statements that they are settled on. */
export function storeSessionsContract(stage: StoreStage): void {
  describe("sessions", () => {
    gathering(stage);
    settling(stage);
    idling(stage);
  });
  describe("statements", () => statements(stage));
}

const november = Date.parse("2026-11-22T12:00:00Z");
const december = Date.parse("2026-12-01T00:00:00Z");

function settlingSessionOf(accountId: string, sessionId: string, at = november): Command {
  return { kind: "settle_session", accountId, sessionId, at };
}

/** A call from its placing to its end, at one moment. */
async function call(
  ledger: Ledger,
  accountId: string,
  terms: Partial<HoldOrder> & { readonly due: bigint },
): Promise<Done> {
  const { due, ...rest } = terms;
  const order = orderOf(accountId, 1_000_000_000_000n, {
    wanted: money(due),
    least: money(due),
    at: november,
    ...rest,
  });
  await done(ledger, placingOf(order));
  return done(ledger, endingOf(order, due));
}

/** Settles a call at the moment at which it was placed. */
function endingOf({ id, at }: HoldOrder, due: bigint): Command {
  return { kind: "settle_hold", holdId: id, due: money(due), outcome: completed, at };
}

async function sessionOf(store: Store, accountId: string, sessionId: string): Promise<Session> {
  const session = await store.reports.session(accountId, sessionId);
  assert.ok(session !== null, `session ${sessionId} is known`);
  return session;
}

function gathering(stage: StoreStage): void {
  test("a session opens with its first call, and sums its calls as they end", async () => {
    const store = stage.store();
    const { ledger } = store;
    const accountId = await fundedAccount(ledger, 1_000);
    assert.equal(await store.reports.session(accountId, "s"), null);
    const terms = { sessionId: "s", at: 4_000 };
    const orders = [1, 2, 3].map(() => orderOf(accountId, 50, terms));
    const [first, second, third] = orders;
    assert.ok(first && second && third);
    const opened = await done(ledger, placingOf(first));
    const empty = { accountId, sessionId: "s", opening: 1, calls: 0, charged: 0n, settledAt: null };
    assert.deepEqual(opened.session, { ...empty, openedAt: 4_000, lastAt: 4_000 });
    assert.deepEqual(await sessionOf(store, accountId, "s"), opened.session);
    await ledger.commit([second, third].map(placingOf));
    await done(ledger, settlingOf(first.id, 31));
    await done(ledger, checkpointOf(second.id, 5));
    await done(ledger, recoveringOf(second.id));
    const last = await done(ledger, releasingOf(third.id));
    const ended = { ...empty, calls: 3, charged: 36n, openedAt: 4_000, lastAt: 7_000 };
    assert.deepEqual(last.session, ended);
    assert.deepEqual(await sessionOf(store, accountId, "s"), ended);
    // A second resolution changes nothing, here too.
    assert.deepEqual((await done(ledger, settlingOf(third.id, 9))).session, ended);
    assert.deepEqual(await sessionOf(store, accountId, "s"), ended);
  });

  test("a session belongs to one account, whatever others call theirs", async () => {
    const store = stage.store();
    const [mine, theirs] = [
      await fundedAccount(store.ledger, 100),
      await fundedAccount(store.ledger, 100),
    ];
    await call(store.ledger, mine, { due: 5n, sessionId: "chat" });
    await call(store.ledger, theirs, { due: 7n, sessionId: "chat" });
    assert.equal((await sessionOf(store, mine, "chat")).charged, 5n);
    assert.equal((await sessionOf(store, theirs, "chat")).charged, 7n);
  });
}

function settling(stage: StoreStage): void {
  test("settling moves no money, says in the journal what it sums, and is done once", async () => {
    const store = stage.store();
    const { ledger } = store;
    const accountId = await fundedAccount(ledger, 10_000_000_000n);
    await call(ledger, accountId, { due: 2_660_500_000n, sessionId: "s" });
    await call(ledger, accountId, { due: 1_140_500_000n, sessionId: "s" });
    const before = await amountsOf(ledger, accountId);
    const settled = await done(ledger, settlingSessionOf(accountId, "s"));
    assert.equal(settled.repeated, false);
    assert.deepEqual(settled.session, await sessionOf(store, accountId, "s"));
    assert.equal(settled.session?.settledAt, november);
    assert.deepEqual(await amountsOf(ledger, accountId), before);
    const entry = (await ledger.entries(accountId, 0, 100)).at(-1);
    assert.deepEqual([entry?.kind, entry?.subject], ["session_settled", "s"]);
    assert.deepEqual(entry?.facts, {
      calls: "2",
      carried: "801000000",
      charged: "3801000000",
      cycle: "2026-11",
      mills: "3",
      opening: "1",
      session: "s",
    });
    const again = await done(ledger, settlingSessionOf(accountId, "s", december));
    assert.equal(again.repeated, true);
    assert.deepEqual(again.session, settled.session);
    assert.deepEqual(again.balance, settled.balance);
  });

  test("what never was cannot be settled", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    assert.equal(await refusal(ledger, settlingSessionOf(accountId, "s")), "session_unknown");
    assert.equal(await refusal(ledger, settlingSessionOf("nobody", "s")), "session_unknown");
  });

  test("a settled id that is used again opens a new session", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 100);
    for (const opening of [1, 2, 3]) {
      await call(store.ledger, accountId, { due: BigInt(opening), sessionId: "s" });
      const { session } = await done(store.ledger, settlingSessionOf(accountId, "s"));
      assert.deepEqual(
        [session?.opening, session?.calls, session?.charged],
        [opening, 1, BigInt(opening)],
      );
    }
    assert.equal((await sessionOf(store, accountId, "s")).opening, 3);
  });

  test("a call that ends after its session was settled opens the next one", async () => {
    const store = stage.store();
    const { ledger } = store;
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 50, { sessionId: "s" });
    await done(ledger, placingOf(order));
    const first = await done(ledger, settlingSessionOf(accountId, "s"));
    assert.deepEqual([first.session?.calls, first.session?.charged], [0, 0n]);
    const { session } = await done(ledger, settlingOf(order.id, 9));
    assert.deepEqual([session?.opening, session?.calls, session?.charged], [2, 1, 9n]);
    assert.equal(session?.settledAt, null);
    assert.deepEqual(await sessionOf(store, accountId, "s"), session);
  });

  test("one transaction opens, settles and opens a session again", async () => {
    const store = stage.store();
    const accountId = await fundedAccount(store.ledger, 100);
    const [first, second] = [1, 2].map(() => orderOf(accountId, 20, { sessionId: "s" }));
    assert.ok(first && second);
    const outcomes = await store.ledger.commit([
      placingOf(first),
      settlingOf(first.id, 3),
      settlingSessionOf(accountId, "s"),
      placingOf(second),
      settlingOf(second.id, 4),
    ]);
    assert.ok(outcomes.every((outcome) => outcome.done));
    const session = await sessionOf(store, accountId, "s");
    assert.deepEqual([session.opening, session.charged, session.settledAt], [2, 4n, null]);
    assert.equal((await store.reports.cycles(accountId))[0]?.charged, 3n);
  });
}

function idling(stage: StoreStage): void {
  test("idle are open sessions in which nothing happened since, and no call is open", async () => {
    const { ledger, reports } = stage.store();
    const accountId = await fundedAccount(ledger, 1_000);
    const [early, middle, late] = [10, 20, 30];
    await call(ledger, accountId, { due: 1n, sessionId: "middle", at: middle });
    await call(ledger, accountId, { due: 1n, sessionId: "early", at: early });
    await call(ledger, accountId, { due: 1n, sessionId: "late", at: late });
    await call(ledger, accountId, { due: 1n, sessionId: "settled", at: early });
    await done(ledger, settlingSessionOf(accountId, "settled", 15));
    const busy = orderOf(accountId, 5, { sessionId: "busy", at: early });
    await done(ledger, placingOf(busy));
    const idle = async (before: number, limit = 1_000): Promise<readonly string[]> =>
      (await reports.idleSessions(before, limit))
        .filter((session) => session.accountId === accountId)
        .map(({ sessionId }) => sessionId);
    assert.deepEqual(await idle(late), ["early", "middle"]);
    assert.deepEqual(await idle(early), []);
    assert.equal((await reports.idleSessions(late, 1)).length, 1);
    await done(ledger, endingOf({ ...busy, at: 12 }, 1n));
    assert.deepEqual(await idle(late), ["early", "busy", "middle"]);
  });
}

function statements(stage: StoreStage): void {
  test("a cycle has a line for each session settled in it and each call without one", async () => {
    const { ledger, reports } = stage.store();
    const accountId = await fundedAccount(ledger, 100_000_000_000n);
    assert.deepEqual(await reports.cycles(accountId), []);
    const single = await call(ledger, accountId, { due: 1_500_000_000n });
    await call(ledger, accountId, { due: 2_700_000_000n, sessionId: "s" });
    await call(ledger, accountId, { due: 400_000_000n, sessionId: "s" });
    const nothing = orderOf(accountId, 5, { at: november });
    await done(ledger, placingOf(nothing));
    await done(ledger, releasingOf(nothing.id));
    await call(ledger, accountId, { due: 10n, sessionId: "later" });
    const free = await call(ledger, accountId, { due: 0n });
    await done(ledger, settlingSessionOf(accountId, "s"));
    const next = await call(ledger, accountId, { due: 999_999_999n, at: december });
    await done(ledger, settlingSessionOf(accountId, "later", december));

    assert.deepEqual(await reports.cycles(accountId), [
      {
        cycle: "2026-11",
        lines: 3,
        mills: 4n,
        fractions: 600_000_000n,
        charged: 4_600_000_000n,
      },
      { cycle: "2026-12", lines: 2, mills: 0n, fractions: 1_000_000_009n, charged: 1_000_000_009n },
    ]);
    const own = { sessionId: null, calls: 1 };
    const lines = await reports.statementLines(accountId, "2026-11", { after: null, limit: 10 });
    assert.deepEqual(
      lines.map(({ place: _, ...line }) => line),
      [
        { ...own, callId: single.hold?.order.id, charged: 1_500_000_000n, settledAt: november },
        { ...own, callId: free.hold?.order.id, charged: 0n, settledAt: november },
        { sessionId: "s", callId: null, calls: 2, charged: 3_100_000_000n, settledAt: november },
      ],
    );
    const rest = await reports.statementLines(accountId, "2026-12", { after: null, limit: 10 });
    assert.deepEqual(
      rest.map(({ callId, sessionId }) => callId ?? sessionId),
      [next.hold?.order.id, "later"],
    );
  });

  test("lines come in pages, and a place that is none has nothing after it", async () => {
    const { ledger, reports } = stage.store();
    const accountId = await fundedAccount(ledger, 1_000);
    const ids: (string | undefined)[] = [];
    for (let times = 0; times < 7; times++) {
      // Other months' calls lie in between.
      if (times % 3 === 0) await call(ledger, accountId, { due: 1n, at: december });
      ids.push((await call(ledger, accountId, { due: 1n })).hold?.order.id);
    }
    const found: (string | null)[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 4; pages++) {
      const page: readonly { readonly place: string; readonly callId: string | null }[] =
        await reports.statementLines(accountId, "2026-11", { after, limit: 3 });
      found.push(...page.map(({ callId }) => callId));
      after = page.at(-1)?.place ?? after;
    }
    assert.deepEqual(found, ids);
    for (const place of ["here", "-1", "1e3", "99999999999"]) {
      const none = await reports.statementLines(accountId, "2026-11", { after: place, limit: 3 });
      assert.deepEqual(none, []);
    }
    assert.deepEqual(
      await reports.statementLines(accountId, "1999-01", { after: null, limit: 3 }),
      [],
    );
  });
}
