import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type AuditReport, auditBooks } from "../../src/admin/audit.ts";
import type { Ledger } from "../../src/ports/store.ts";
import {
  adjustmentOf,
  checkpointOf,
  done,
  fundedAccount,
  growingOf,
  money,
  orderOf,
  placingOf,
  recoveringOf,
  releasingOf,
  settlingOf,
  topUpOf,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

/** Audits all books as they are now. */
export async function audit(ledger: Ledger, since?: string): Promise<AuditReport> {
  const books = await ledger.books();
  try {
    return await auditBooks(books, since);
  } finally {
    await books.close();
  }
}

/** Every kind of entry, on two accounts; the first has a session, a limit and a lone call. */
export async function writeAllKinds(ledger: Ledger): Promise<readonly string[]> {
  const first = await fundedAccount(ledger, 1_000);
  const second = await fundedAccount(ledger, 200);
  const orders = Array.from({ length: 4 }, () =>
    orderOf(first, 100, { wanted: money(40), least: money(40) }),
  );
  await ledger.commit(orders.map(placingOf));
  const [settled, released, recovered, open] = orders.map(({ id }) => id);
  assert.ok(settled && released && recovered && open);
  await done(ledger, growingOf(settled, 60));
  await done(ledger, settlingOf(settled, 150));
  await done(ledger, releasingOf(released));
  await done(ledger, checkpointOf(recovered, 12));
  await done(ledger, recoveringOf(recovered));
  const spendLimit = { scope: `${first}:total`, max: money(500) };
  const inSession = orderOf(first, 9, { sessionId: "s", spendLimit });
  await done(ledger, placingOf(inSession));
  await done(ledger, settlingOf(inSession.id, 5));
  await done(ledger, { kind: "settle_session", accountId: first, sessionId: "s", at: 8_000 });
  await done(ledger, adjustmentOf(second, -250, { allowOwed: true }));
  await done(ledger, topUpOf(second, 70));
  return [first, second];
}

/** What every store promises of audits. */
export function storeBooksContract(stage: StoreStage): void {
  describe("the books", () => {
    test("books of every kind of entry are found in order", async () => {
      const { ledger } = stage.store();
      const before = await audit(ledger);
      await writeAllKinds(ledger);
      const report = await audit(ledger);
      assert.deepEqual(report.differences, []);
      assert.equal(report.ok, true);
      assert.ok(report.entries >= before.entries + 17);
      assert.notEqual(report.head, before.head);
      assert.match(report.head, /^[0-9a-f]{64}$/);
    });

    test("an audit proves that nothing before an earlier one was rewritten", async () => {
      const { ledger } = stage.store();
      await writeAllKinds(ledger);
      const first = await audit(ledger);
      assert.deepEqual(await audit(ledger, first.head), first);
      await writeAllKinds(ledger);
      const second = await audit(ledger, first.head);
      assert.deepEqual(second.differences, []);
      assert.equal((await audit(ledger, second.head)).ok, true);
      const unknown = "0".repeat(64);
      const third = await audit(ledger, unknown);
      assert.equal(third.ok, false);
      assert.deepEqual(third.differences, [`head ${unknown} is not known to these books`]);
    });

    test("books show the instant at which they were opened", async () => {
      const { ledger } = stage.store();
      const [account = ""] = await writeAllKinds(ledger);
      const before = await audit(ledger);
      const books = await ledger.books();
      await done(ledger, topUpOf(account, 5));
      const report = await auditBooks(books);
      await books.close();
      assert.deepEqual(report, before);
      assert.equal((await audit(ledger, before.head)).entries, before.entries + 1);
    });

    test("an audit beside commits finds the books in order at every moment", async () => {
      const { ledger } = stage.store();
      const account = await fundedAccount(ledger, 1_000_000);
      const spend = async (): Promise<void> => {
        for (let times = 0; times < 200; times++) {
          const order = orderOf(account, 50);
          await done(ledger, placingOf(order));
          await done(ledger, settlingOf(order.id, 1));
        }
      };
      const spenders = [spend(), spend(), spend()];
      let head = (await audit(ledger)).head;
      for (let times = 0; times < 4; times++) {
        const report = await audit(ledger, head);
        assert.deepEqual(report.differences, []);
        head = report.head;
      }
      await Promise.all(spenders);
      assert.equal((await audit(ledger, head)).ok, true);
    });
  });
}
