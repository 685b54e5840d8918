import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { canonicalText, chainStart, entryHash } from "../../src/core/ledger/entry-hash.ts";
import type { Command } from "../../src/core/ledger/types.ts";
import { limits } from "../../src/core/limits.ts";
import {
  amountsOf,
  checkpointOf,
  done,
  doneHold,
  freshId,
  fundedAccount,
  growingOf,
  money,
  openingOf,
  orderOf,
  placingOf,
  releasingOf,
  settlingOf,
  topUpOf,
} from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

/** What every store promises of commits in company, and of what it finds again. */
export function storeCommitsContract(stage: StoreStage): void {
  describe("commits in company", () => company(stage));
  describe("what the ledger finds again", () => finding(stage));
}

function company(stage: StoreStage): void {
  test("one commit carries its commands out in order, each seeing the one before", async () => {
    const { ledger } = stage.store();
    const accountId = freshId("account");
    const order = orderOf(accountId, 60);
    const outcomes = await ledger.commit([
      openingOf(accountId),
      topUpOf(accountId, 100),
      placingOf(order),
      growingOf(order.id, 60),
      checkpointOf(order.id, 10),
      placingOf(orderOf(accountId, 50)),
      settlingOf(order.id, 40),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.done),
      [true, true, true, true, true, false, true],
    );
    assert.deepEqual(await amountsOf(ledger, accountId), [60n, 0n, 0n]);
    assert.equal((await ledger.hold(order.id))?.state, "settled");
    assert.deepEqual(await ledger.commit([]), []);
  });

  test("200 holds at once never set aside more than there is", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 1_000);
    const orders = Array.from({ length: 200 }, () => orderOf(accountId, 30));
    const answers = await Promise.all(orders.map((order) => ledger.commit([placingOf(order)])));
    const placed = orders.filter((_, place) => answers[place]?.[0]?.done === true);
    assert.equal(placed.length, 33);
    assert.deepEqual(await amountsOf(ledger, accountId), [1_000n, 990n, 0n]);
    for (const outcome of answers.flat()) {
      const { posted = 0n, held = 0n } = outcome.balance ?? {};
      assert.ok(posted - held >= 0n, "available is never negative");
    }
    const settles = placed.map((order) => ledger.commit([settlingOf(order.id, 31)]));
    await Promise.all(settles);
    assert.deepEqual(await amountsOf(ledger, accountId), [10n, 0n, 0n]);
  });

  test("one hold settled and released by many at once ends once", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 60);
    await done(ledger, placingOf(order));
    const commands = Array.from({ length: 40 }, (_, place) =>
      place % 2 === 0 ? settlingOf(order.id, 25) : releasingOf(order.id),
    );
    const answers = await Promise.all(commands.map((command) => ledger.commit([command])));
    const first = answers.flat().filter((outcome) => outcome.done && !outcome.repeated);
    assert.equal(first.length, 1);
    assert.deepEqual(await amountsOf(ledger, accountId), [75n, 0n, 0n]);
  });

  test("the same order sent by many at once is placed once", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 60);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ledger.commit([placingOf(order)])),
    );
    const first = answers.flat().filter((outcome) => outcome.done && !outcome.repeated);
    assert.equal(first.length, 1);
    assert.deepEqual(await amountsOf(ledger, accountId), [100n, 60n, 0n]);
  });

  test("a commit larger than a usual batch is still one commit", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 0);
    const commands = Array.from({ length: 3 * limits.commitBatchMax }, () => topUpOf(accountId, 1));
    assert.ok((await ledger.commit(commands)).every((outcome) => outcome.done));
    const [posted] = await amountsOf(ledger, accountId);
    assert.equal(posted, 3n * BigInt(limits.commitBatchMax));
  });

  test("a command that makes no sense fails alone, and leaves nothing behind", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const good = Array.from({ length: 20 }, () => ledger.commit([topUpOf(accountId, 1)]));
    const poison: Command = JSON.parse('{"kind":"place_hold"}');
    const bad = ledger.commit([topUpOf(accountId, 1_000), poison]);
    const more = Array.from({ length: 20 }, () => ledger.commit([topUpOf(accountId, 1)]));
    await assert.rejects(bad);
    const answers = await Promise.all([...good, ...more]);
    assert.ok(answers.flat().every((outcome) => outcome.done));
    assert.deepEqual(await amountsOf(ledger, accountId), [140n, 0n, 0n]);
    await done(ledger, topUpOf(accountId, 1));
  });
}

function finding(stage: StoreStage): void {
  test("what is not there is null", async () => {
    const { ledger } = stage.store();
    assert.equal(await ledger.balance("nobody"), null);
    assert.equal(await ledger.hold("none"), null);
    assert.equal(await ledger.holdByClientRequestId("nobody", "none"), null);
    assert.equal(await ledger.holdByIdempotencyKey("nobody", "none"), null);
    assert.deepEqual(await ledger.entries("nobody", 0, 10), []);
  });

  test("a caller's own name finds the account's newest call of that name", async () => {
    const { ledger } = stage.store();
    const [mine, theirs] = [await fundedAccount(ledger, 100), await fundedAccount(ledger, 100)];
    const name = { clientRequestId: "job 7" };
    const old = orderOf(mine, 1, { ...name, at: 10 });
    const young = orderOf(mine, 1, { ...name, at: 20 });
    const foreign = orderOf(theirs, 1, { ...name, at: 30 });
    await ledger.commit([young, old, foreign].map(placingOf));
    assert.equal((await ledger.holdByClientRequestId(mine, "job 7"))?.order.id, young.id);
    assert.equal((await ledger.holdByClientRequestId(theirs, "job 7"))?.order.id, foreign.id);
    const last = orderOf(mine, 1, { ...name, at: 20 });
    await done(ledger, placingOf(last));
    assert.equal((await ledger.holdByClientRequestId(mine, "job 7"))?.order.id, last.id);
    assert.equal(await ledger.holdByClientRequestId(mine, "job 8"), null);
  });

  test("open holds are listed until they end", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const [first, second] = [orderOf(accountId, 5), orderOf(accountId, 5)];
    await ledger.commit([first, second].map(placingOf));
    const ours = async (): Promise<readonly string[]> => {
      const holds = await ledger.openHolds();
      return holds
        .map(({ order }) => order)
        .filter((order) => order.accountId === accountId)
        .map((order) => order.id);
    };
    assert.deepEqual((await ours()).toSorted(), [first.id, second.id].toSorted());
    await done(ledger, settlingOf(first.id, 5));
    assert.deepEqual(await ours(), [second.id]);
    const found = (await ledger.openHolds()).find(({ order }) => order.id === second.id);
    assert.deepEqual(found, await ledger.hold(second.id));
    await done(ledger, releasingOf(second.id));
    assert.deepEqual(await ours(), []);
  });

  test("the journal is read in pages, chained from its first entry", async () => {
    const { ledger } = stage.store();
    const accountId = await fundedAccount(ledger, 100);
    const order = orderOf(accountId, 60, { least: money(10), sessionId: "s-1" });
    await done(ledger, placingOf(order));
    await done(ledger, checkpointOf(order.id, 10));
    await doneHold(ledger, settlingOf(order.id, 25));
    const [first, rest] = [
      await ledger.entries(accountId, 0, 3),
      await ledger.entries(accountId, 3, 100),
    ];
    const entries = [...first, ...rest];
    const kinds = entries.map(({ kind }) => kind);
    assert.deepEqual(kinds, ["account_opened", "topped_up", "hold_placed", "hold_settled"]);
    let head = chainStart;
    for (const [place, entry] of entries.entries()) {
      assert.equal(entry.sequence, place + 1);
      assert.equal(entry.hash, entryHash(head, entry), canonicalText(entry));
      head = entry.hash;
    }
    assert.equal((await ledger.balance(accountId))?.head, head);
    assert.deepEqual(entries.at(-1)?.facts, {
      attempts: "2",
      charge: "25",
      due: "25",
      price_version: "flat:model-1:2026-01-01",
      provider_cost: "11",
      shortfall: "0",
      status: "completed",
      usage:
        "prompt.text=23 prompt.image=258 prompt.cached=7 completion.text=42 completion.reasoning=3",
      usage_source: "reported",
    });
    assert.equal(entries[2]?.facts["session"], "s-1");
  });
}
