import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PageOf } from "../../src/ports/store.ts";
import {
  completed,
  done,
  freshId,
  fundedAccount,
  money,
  orderOf,
  placingOf,
  settlingOf,
  topUpOf,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

/** What every store promises of the lists that operators page through. */
export function storeListsContract(stage: StoreStage): void {
  describe("lists", () => {
    test("the journal of all accounts comes in the order in which it was written", async () => {
      const { ledger, reports } = stage.store();
      const start = await lastPlace((page) => reports.journal(page));
      const [first, second] = [await fundedAccount(ledger, 5), await fundedAccount(ledger, 5)];
      await done(ledger, topUpOf(first, 7));
      const read = await reports.journal({ after: start, limit: 100 });
      assert.deepEqual(
        read.map(({ entry }) => [entry.accountId, entry.kind]),
        [
          [first, "account_opened"],
          [first, "topped_up"],
          [second, "account_opened"],
          [second, "topped_up"],
          [first, "topped_up"],
        ],
      );
      const own = await ledger.entries(first, 0, 10);
      assert.deepEqual(
        read.map(({ entry }) => entry).filter(({ accountId }) => accountId === first),
        own,
      );
      const place = read[2]?.place ?? null;
      assert.deepEqual(await reports.journal({ after: place, limit: 1 }), read.slice(3, 4));
      assert.deepEqual(await reports.journal({ after: "nowhere", limit: 1 }), []);
    });

    test("what the journal says of one call is found, whatever its clock said", async () => {
      const { ledger, reports } = stage.store();
      const accountId = await fundedAccount(ledger, 1_000_000);
      const at = Date.parse("2026-11-23T12:00:00Z");
      const growing = { wanted: money(2), least: money(1), at };
      const mine = orderOf(accountId, 10, { id: freshId("hold"), ...growing });
      // Its clock was set back for an hour while it ran.
      const late = orderOf(accountId, 10, { id: freshId("hold"), at: at + 3_600_000 });
      const open = orderOf(accountId, 10, { id: freshId("hold"), at });
      const others = Array.from({ length: 100 }, (_, place) =>
        placingOf(orderOf(accountId, 10, { id: freshId("hold"), at: at + place * 10_000 })),
      );
      await ledger.commit([placingOf(mine), placingOf(late), placingOf(open), ...others]);
      await done(ledger, { kind: "grow_hold", holdId: mine.id, to: money(5), at: at + 1_000 });
      const ends = { kind: "settle_hold", outcome: completed, due: money(3) } as const;
      await done(ledger, { ...ends, holdId: mine.id, at: at + 2_000 });
      await done(ledger, { ...ends, holdId: late.id, at: at + 4_000 });
      const topUp = topUpOf(accountId, 7);
      await done(ledger, topUp);
      const journal = await ledger.entries(accountId, 0, 1_000);
      const of = (subject: string) => journal.filter((entry) => entry.subject === subject);
      const asked = (subject: string, after = 0, limit = 100) =>
        reports.entriesOf({ accountId, subject, after, limit });
      for (const id of [mine.id, late.id, open.id, topUp.id]) {
        assert.deepEqual(await asked(id), of(id), id);
      }
      const [placed, grown, settled] = of(mine.id);
      assert(placed !== undefined && grown !== undefined && settled !== undefined);
      assert.deepEqual(await asked(mine.id, placed.sequence, 1), [grown]);
      assert.deepEqual(await asked("no-call"), []);
      const foreign = { accountId: await fundedAccount(ledger, 5), subject: mine.id };
      assert.deepEqual(await reports.entriesOf({ ...foreign, after: 0, limit: 10 }), []);
    });

    test("an account's sessions come opening by opening, open ones and settled ones", async () => {
      const { ledger, reports } = stage.store();
      const accountId = await fundedAccount(ledger, 1_000);
      await fundedSession(stage, await fundedAccount(ledger, 100), "a foreign one");
      const settle = (sessionId: string) =>
        done(ledger, { kind: "settle_session", accountId, sessionId, at: 8_000 });
      await fundedSession(stage, accountId, "b");
      await settle("b");
      await fundedSession(stage, accountId, "b");
      await fundedSession(stage, accountId, "a:1");
      const list = async (open: boolean | null, after: string | null = null, limit = 10) => {
        const sessions = await reports.sessions({ accountId, open, page: { after, limit } });
        return sessions.map(({ sessionId, opening }) => `${opening}:${sessionId}`);
      };
      assert.deepEqual(await list(null), ["1:a:1", "1:b", "2:b"]);
      assert.deepEqual(await list(true), ["1:a:1", "2:b"]);
      assert.deepEqual(await list(false), ["1:b"]);
      assert.deepEqual(await list(null, "1:a:1", 1), ["1:b"]);
      assert.deepEqual(await list(null, "1:b"), ["2:b"]);
      assert.deepEqual(await list(null, "nowhere"), []);
    });
  });
}

/** A session with one settled call. */
async function fundedSession(
  stage: StoreStage,
  accountId: string,
  sessionId: string,
): Promise<void> {
  const { ledger } = stage.store();
  const order = orderOf(accountId, 10, { id: freshId("hold"), sessionId });
  await done(ledger, placingOf(order));
  await done(ledger, settlingOf(order.id, 3));
}

/** The place of the newest entry that there is. */
async function lastPlace(
  read: (page: PageOf<string>) => Promise<readonly { readonly place: string }[]>,
): Promise<string | null> {
  let after: string | null = null;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page: readonly { readonly place: string }[] = await read({ after, limit: 1_000 });
    if (page.length === 0) return after;
    after = page.at(-1)?.place ?? null;
  }
  throw new Error("the journal has no end");
}
