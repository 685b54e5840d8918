import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  adjustmentOf,
  checkpointOf,
  growingOf,
  money,
  openingOf,
  orderOf,
  placingOf,
  recoveringOf,
  releasingOf,
  settlingOf,
  topUpOf,
} from "../../../tests/contracts/ledger-orders.ts";
import type { LedgerLookup } from "./apply-command.ts";
import { checkBooks } from "./check-books.ts";
import { stageCommands } from "./stage-commands.ts";
import { changeSums, emptySums, sessionName } from "./sums.ts";
import type { Balance, Command, Entry, Hold, Movement, Outcome, Session, Spend } from "./types.ts";

/** Books in the plainest form: what a store is, without being one. */
class PlainBooks implements LedgerLookup {
  readonly balances = new Map<string, Balance>();
  readonly holds = new Map<string, Hold>();
  readonly movements = new Map<string, Movement>();
  readonly entries: Entry[] = [];
  readonly sums = emptySums();
  readonly keyed = new Map<string, string>();

  balance(id: string): Balance | null {
    return this.balances.get(id) ?? null;
  }
  hold(id: string): Hold | null {
    return this.holds.get(id) ?? null;
  }
  movement(id: string): Movement | null {
    return this.movements.get(id) ?? null;
  }
  spend(scope: string): Spend | null {
    return this.sums.spends.get(scope) ?? null;
  }
  keyedHoldId(accountId: string, key: string): string | null {
    return this.keyed.get(`${accountId} ${key}`) ?? null;
  }
  session(accountId: string, sessionId: string): Session | null {
    return this.sums.newestSessions.get(sessionName({ accountId, sessionId })) ?? null;
  }
  commit(commands: readonly Command[]): readonly Outcome[] {
    const staged = stageCommands(this, commands);
    for (const row of [...staged.newBalances, ...staged.changedBalances]) {
      this.balances.set(row.accountId, row);
    }
    for (const { order } of staged.newHolds) {
      const { id, accountId, idempotency = null } = order;
      if (idempotency !== null) this.keyed.set(`${accountId} ${idempotency.key}`, id);
    }
    for (const row of [...staged.newHolds, ...staged.changedHolds]) {
      this.holds.set(row.order.id, row);
    }
    for (const row of staged.movements) this.movements.set(row.id, row);
    this.entries.push(...staged.entries);
    changeSums(this.sums, staged.sums);
    return staged.outcomes;
  }
  check() {
    const { entries, balances, holds, sums } = this;
    return checkBooks(
      {
        entries: () => each(entries),
        balances: () => each([...balances.values()]),
        holds: () => each([...holds.values()]),
        spends: () => each([...sums.spends.values()]),
        sessions: () => each([...sums.sessions.values()]),
        cycles: () => each([...sums.cycles.values()]),
        usage: () => each([...sums.usage.values()]),
      },
      null,
    );
  }
}

async function* each<Row>(rows: readonly Row[]): AsyncIterable<Row> {
  yield* rows;
}

const account = fc.constantFrom("a", "b", "shortfall");
const holdId = fc.constantFrom("h1", "h2", "h3", "h4");
const movementId = fc.constantFrom("m1", "m2", "m3");
const amount = fc.bigInt({ min: -5n, max: 300n });

const placing = fc
  .record({ account, id: holdId, ceiling: amount, wanted: amount, least: amount })
  .map(({ account: accountId, id, ceiling, wanted, least }) =>
    placingOf(orderOf(accountId, ceiling, { id, wanted: money(wanted), least: money(least) })),
  );

const command: fc.Arbitrary<Command> = fc.oneof(
  account.map(openingOf),
  fc.tuple(account, amount, movementId).map(([who, much, id]) => topUpOf(who, much, id)),
  fc
    .tuple(account, amount, movementId, fc.boolean())
    .map(([who, much, id, allowOwed]) => adjustmentOf(who, 100n - much, { id, allowOwed })),
  { weight: 3, arbitrary: placing },
  fc.tuple(holdId, amount).map(([id, much]) => growingOf(id, much)),
  fc.tuple(holdId, amount).map(([id, much]) => checkpointOf(id, much)),
  { weight: 2, arbitrary: fc.tuple(holdId, amount).map(([id, much]) => settlingOf(id, much)) },
  holdId.map(releasingOf),
  holdId.map(recoveringOf),
);

const batches = fc.array(fc.array(command, { maxLength: 6 }), { maxLength: 25 });
const begun: readonly Command[] = [openingOf("a"), topUpOf("a", 400), openingOf("b")];

test("whatever is asked in whatever order, available is never negative and the books agree", () =>
  fc.assert(
    fc.asyncProperty(batches, async (groups) => {
      const books = new PlainBooks();
      books.commit(begun);
      for (const group of groups) {
        books.commit(group);
        for (const { posted, held, owed } of books.balances.values()) {
          assert.ok(held >= 0n && posted - held >= 0n && owed >= 0n);
        }
      }
      assert.deepEqual((await books.check()).differences, []);
    }),
    { numRuns: 300 },
  ));

test("an account's held is the sum of its open holds, and no more", () =>
  fc.assert(
    fc.property(batches, (groups) => {
      const books = new PlainBooks();
      books.commit(begun);
      for (const group of groups) books.commit(group);
      for (const { accountId, held } of books.balances.values()) {
        const open = [...books.holds.values()].filter(
          ({ state, order }) => state === "open" && order.accountId === accountId,
        );
        assert.equal(
          open.reduce((sum, hold) => sum + hold.amount, 0n),
          held,
        );
      }
    }),
    { numRuns: 200 },
  ));

test("money is neither made nor lost: what came in is there, charged, or taken", () =>
  fc.assert(
    fc.property(batches, (groups) => {
      const books = new PlainBooks();
      books.commit(begun);
      for (const group of groups) books.commit(group);
      let expected = 0n;
      for (const movement of books.movements.values()) expected += movement.amount;
      for (const { charge } of books.holds.values()) expected -= charge ?? 0n;
      let found = 0n;
      for (const { accountId, posted, owed } of books.balances.values()) {
        if (accountId !== "shortfall") found += posted - owed;
      }
      assert.equal(found, expected);
    }),
    { numRuns: 200 },
  ));

test("one transaction decides as many would: batches change nothing", () =>
  fc.assert(
    fc.property(batches, (groups) => {
      const [together, apart] = [new PlainBooks(), new PlainBooks()];
      const first = [...together.commit(begun), ...together.commit(groups.flat())];
      const second = [...begun, ...groups.flat()].flatMap((one) => apart.commit([one]));
      assert.deepEqual(first, second);
      assert.deepEqual(together.entries, apart.entries);
      assert.deepEqual(together.balances, apart.balances);
      assert.deepEqual(together.holds, apart.holds);
    }),
    { numRuns: 200 },
  ));

/** These name their end, so that coming again they find it done. */
const named: readonly Command["kind"][] = ["open_account", "top_up", "adjust", "place_hold"];
const endings: readonly Command["kind"][] = ["settle_hold", "release_hold", "recover_hold"];

test("what was done once is not done again, whatever happened in between", () =>
  fc.assert(
    fc.property(batches, (groups) => {
      const books = new PlainBooks();
      const commands = [...begun, ...groups.flat()];
      const outcomes = commands.flatMap((one) => books.commit([one]));
      const before = [books.entries.length, new Map(books.balances), new Map(books.holds)];
      for (const [place, outcome] of outcomes.entries()) {
        const again = commands[place];
        if (!outcome.done || again === undefined) continue;
        if (![...named, ...endings].includes(again.kind)) continue;
        const [answer] = books.commit([again]);
        assert.ok(answer?.done === true && answer.repeated, again.kind);
        if (outcome.movement !== null) assert.deepEqual(answer.movement, outcome.movement);
      }
      assert.deepEqual([books.entries.length, books.balances, books.holds], before);
    }),
    { numRuns: 200 },
  ));
