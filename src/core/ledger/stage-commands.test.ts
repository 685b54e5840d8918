import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  adjustmentOf,
  checkpointOf,
  completed,
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
import { fromMills } from "../money/mills.ts";
import { plus } from "../money/picodollars.ts";
import { statementsUpTo } from "../money/statement.ts";
import type { LedgerLookup } from "./apply-command.ts";
import { checkBooks } from "./check-books.ts";
import { stageCommands } from "./stage-commands.ts";
import { changeSums, emptySums, sessionName } from "./sums.ts";
import type {
  Balance,
  Command,
  Entry,
  Hold,
  Movement,
  Outcome,
  Session,
  Spend,
  SpendLimit,
} from "./types.ts";

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
        sessionDays: () => each([...sums.sessionDays.values()]),
      },
      null,
    );
  }
}

async function* each<Row>(rows: readonly Row[]): AsyncIterable<Row> {
  yield* rows;
}

const account = fc.constantFrom("a", "b", "shortfall");
const holdId = fc.constantFrom("h1", "h2", "h3", "h4", "h5", "h6");
const movementId = fc.constantFrom("m1", "m2", "m3");
const amount = fc.bigInt({ min: -5n, max: 300n });

/** Least, wanted and ceiling, as they have to be; whoever gives others is refused. */
const orderedAmounts = fc
  .tuple(fc.bigInt(0n, 60n), fc.bigInt(0n, 60n), fc.bigInt(0n, 60n))
  .map(([least, more, most]) => [least, least + more, least + more + most] as const);

const sessionId = fc.constantFrom("s1", "s2");
/** Each scope is one account's, as a key is. */
const limitsOf: Readonly<Record<string, readonly SpendLimit[]>> = {
  a: [
    { scope: "narrow", max: money(90) },
    { scope: "wide", max: money(250) },
  ],
  b: [{ scope: "other", max: money(120) }],
};

const placing = fc
  .record({
    account,
    id: holdId,
    amounts: fc.oneof({ weight: 5, arbitrary: orderedAmounts }, fc.tuple(amount, amount, amount)),
    session: fc.option(sessionId),
    limit: fc.option(fc.nat(1)),
    key: fc.option(fc.constantFrom("k1", "k2")),
    hash: fc.constantFrom("first", "first", "second"),
    at: fc.integer({ min: 0, max: 2_000 }),
  })
  .map(({ account: accountId, id, amounts, session, limit, key, hash, at }) =>
    placingOf(
      orderOf(accountId, amounts[2], {
        id,
        wanted: money(amounts[1]),
        least: money(amounts[0]),
        sessionId: session,
        spendLimit: limit === null ? null : (limitsOf[accountId]?.[limit] ?? null),
        idempotency: key === null ? null : { key, hash, expiresAt: at + 1_000 },
        at,
      }),
    ),
  );

/** Moments of three cycles. */
const moment = fc.constantFrom(
  ...["2026-11", "2026-12", "2027-02"].map((month) => Date.parse(month)),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  account.map(openingOf),
  fc.tuple(account, amount, movementId).map(([who, much, id]) => topUpOf(who, much, id)),
  fc
    .tuple(account, amount, movementId, fc.boolean())
    .map(([who, much, id, allowOwed]) => adjustmentOf(who, 100n - much, { id, allowOwed })),
  { weight: 6, arbitrary: placing },
  fc.tuple(holdId, amount).map(([id, much]) => growingOf(id, much)),
  fc.tuple(holdId, amount).map(([id, much]) => checkpointOf(id, much)),
  { weight: 3, arbitrary: fc.tuple(holdId, amount).map(([id, much]) => settlingOf(id, much)) },
  holdId.map(releasingOf),
  holdId.map(recoveringOf),
  fc
    .tuple(account, sessionId, moment)
    .map(([accountId, id, at]) => sessionEndOf(accountId, id, at)),
);

function sessionEndOf(accountId: string, id: string, at: number): Command {
  return { kind: "settle_session", accountId, sessionId: id, at };
}

function endAll(at: number): readonly Command[] {
  return ["s1", "s2"].map((id) => sessionEndOf("a", id, at));
}

const batches = fc.array(fc.array(command, { maxLength: 6, size: "max" }), {
  maxLength: 25,
  size: "max",
});
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
      assert.deepEqual(together.sums, apart.sums);
    }),
    { numRuns: 200 },
  ));

test("charged and held under a limit never exceed it, whatever is asked", () =>
  fc.assert(
    fc.property(batches, (groups) => {
      const books = new PlainBooks();
      books.commit(begun);
      const limited = Object.values(limitsOf).flat();
      for (const group of groups) {
        books.commit(group);
        for (const { scope, max } of limited) {
          const { charged = 0n, held = 0n } = books.spend(scope) ?? {};
          assert.ok(charged >= 0n && held >= 0n && charged + held <= max);
        }
      }
      for (const { scope } of limited) {
        const holds = [...books.holds.values()].filter(
          ({ order }) => order.spendLimit?.scope === scope,
        );
        const spend = books.spend(scope);
        const open = holds.filter(({ state }) => state === "open");
        assert.equal(
          spend?.held ?? 0n,
          open.reduce((sum, hold) => sum + hold.amount, 0n),
        );
        assert.equal(
          spend?.charged ?? 0n,
          holds.reduce((sum, hold) => sum + (hold.charge ?? 0n), 0n),
        );
      }
    }),
    { numRuns: 300 },
  ));

test("an idempotency key never has two calls that may both have produced something", () =>
  fc.assert(
    fc.property(batches, (groups) => {
      const books = new PlainBooks();
      books.commit(begun);
      for (const [place, group] of groups.entries()) books.commit(atTime(group, place * 200));
      const spans = new Map<string, (readonly [from: number, to: number])[]>();
      for (const { order, state } of books.holds.values()) {
        if (order.idempotency == null || state === "released") continue;
        const name = `${order.accountId} ${order.idempotency.key}`;
        const span = [order.at, order.idempotency.expiresAt] as const;
        const others = spans.get(name) ?? [];
        // They were placed in this order: each when the ones before it had expired.
        for (const [, expired] of others.slice(-1)) assert.ok(span[0] >= expired);
        spans.set(name, [...others, span]);
      }
    }),
    { numRuns: 300 },
  ));

/** Orders of one moment, whose keys expire a second later. */
function atTime(group: readonly Command[], at: number): readonly Command[] {
  return group.map((one) => {
    if (one.kind !== "place_hold") return one;
    const { idempotency = null } = one.order;
    const key = idempotency === null ? null : { ...idempotency, expiresAt: at + 1_000 };
    return placingOf({ ...one.order, at, idempotency: key });
  });
}

test("settled mills and the last carry are what all sessions and lone calls were charged", () =>
  fc.assert(
    fc.property(fc.array(spending, { minLength: 1, maxLength: 60 }), (calls) => {
      const books = new PlainBooks();
      books.commit([openingOf("a"), topUpOf("a", 10n ** 15n)]);
      for (const [place, { session, due, end, at }] of calls.entries()) {
        const id = `h${place}`;
        const order = orderOf("a", due, { id, sessionId: session, at });
        const settling = { kind: "settle_hold", holdId: id, due: money(due), at } as const;
        books.commit([placingOf(order), { ...settling, outcome: completed }]);
        if (end) books.commit(endAll(at));
      }
      books.commit(endAll(Date.parse("2027-02-28")));
      const sums = [...books.sums.cycles.values()]
        .sort((first, second) => (first.cycle < second.cycle ? -1 : 1))
        .map((total) => ({ ...total, charged: plus(fromMills(total.mills), total.fractions) }));
      const statements = statementsUpTo(sums, "2027-04");
      const mills = statements.reduce((sum, statement) => sum + statement.mills, 0n);
      assert.equal(
        fromMills(mills) + (statements.at(-1)?.carryOut ?? 0n),
        calls.reduce((sum, { due }) => sum + due, 0n),
      );
    }),
    { numRuns: 150 },
  ));

const spending = fc.record({
  session: fc.option(sessionId),
  due: fc.bigInt({ min: 0n, max: 12_000_000_000n }),
  end: fc.boolean(),
  at: moment,
});

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
        // What was another command's doing can come to be undone: a key may be free again.
        if (!outcome.done || outcome.repeated || again === undefined) continue;
        if (![...named, ...endings].includes(again.kind)) continue;
        const [answer] = books.commit([again]);
        assert.ok(answer?.done === true && answer.repeated, again.kind);
        if (outcome.movement !== null) assert.deepEqual(answer.movement, outcome.movement);
      }
      assert.deepEqual([books.entries.length, books.balances, books.holds], before);
    }),
    { numRuns: 200 },
  ));
