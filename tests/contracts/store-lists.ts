import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PageOf } from "../../src/ports/store.ts";
import {
  done,
  freshId,
  fundedAccount,
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
