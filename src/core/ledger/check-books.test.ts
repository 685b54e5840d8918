import assert from "node:assert/strict";
import { test } from "node:test";
import { picodollars, zero } from "../money/picodollars.ts";
import { checkBooks, type RememberedHead, type WrittenBooks } from "./check-books.ts";
import { entryHash } from "./entry-hash.ts";
import type { Balance, Entry } from "./types.ts";
import type { EntryDraft } from "./view.ts";
import { emptyBalance } from "./write-entry.ts";

/** What a forger writes who knows how to hash: each chain holds, whatever it says. */
function forge(drafts: readonly Partial<EntryDraft>[]): readonly Entry[] {
  const heads = new Map<string, Balance>();
  return drafts.map((draft) => {
    const filled = { ...opening, ...draft };
    const before = heads.get(filled.accountId) ?? emptyBalance(filled.accountId);
    const placed = { ...filled, sequence: before.sequence + 1 };
    const hash = entryHash(before.head, placed);
    heads.set(filled.accountId, { ...before, sequence: placed.sequence, head: hash });
    return { ...placed, hash };
  });
}

const opening: EntryDraft = {
  accountId: "a",
  kind: "account_opened",
  at: 1,
  subject: "a",
  posted: zero,
  held: zero,
  owed: zero,
  facts: {},
};

const toppedUp = {
  kind: "topped_up",
  subject: "t",
  posted: picodollars(100n),
  facts: { amount: "100", reference: "r" },
} as const;

const placed = {
  kind: "hold_placed",
  subject: "h",
  held: picodollars(50n),
  facts: { ceiling: "60" },
} as const;

const settled = {
  kind: "hold_settled",
  subject: "h",
  posted: picodollars(-20n),
  held: picodollars(-50n),
  facts: { charge: "20", due: "20", shortfall: "0" },
} as const;

const inSession = {
  ...placed,
  facts: { ...placed.facts, session: "s" },
} as const;

const sessionSettled = {
  kind: "session_settled",
  subject: "s",
  facts: {
    calls: "1",
    carried: "20",
    charged: "20",
    cycle: "1970-01",
    mills: "0",
    opening: "1",
    session: "s",
  },
} as const;

const limited = {
  ...placed,
  facts: { ...placed.facts, spend_max: "60", spend_scope: "key:day" },
} as const;

const overCharged = {
  ...settled,
  posted: picodollars(-60n),
  facts: { charge: "60", due: "60", shortfall: "0" },
} as const;

function sessionOf(facts: Readonly<Record<string, string>>): Partial<EntryDraft> {
  return { ...sessionSettled, facts: { ...sessionSettled.facts, ...facts } };
}

/** What the journal alone is told to be wrong with it: balances and holds are left out. */
async function journalDifferences(drafts: readonly Partial<EntryDraft>[]): Promise<string> {
  const entries = forge(drafts);
  const check = await checkBooks({ entries: () => each(entries), ...nothingElse }, null);
  return check.differences.filter((sentence) => !/ has no (balance|record)$/.test(sentence)).join();
}

const nothingElse: Omit<WrittenBooks, "entries"> = {
  balances: () => each([]),
  holds: () => each([]),
  spends: () => each([]),
  sessions: () => each([]),
  cycles: () => each([]),
  usage: () => each([]),
  sessionDays: () => each([]),
};

async function* each<Row>(rows: readonly Row[]): AsyncIterable<Row> {
  yield* rows;
}

test("a journal that keeps every rule has no differences", async () => {
  assert.equal(await journalDifferences([{}, toppedUp, placed, settled]), "");
  assert.equal(await journalDifferences([{}, toppedUp, inSession, settled, sessionSettled]), "");
  assert.equal(await journalDifferences([{}, toppedUp, limited, settled]), "");
});

const forgeries: readonly (readonly [string, readonly Partial<EntryDraft>[], RegExp])[] = [
  ["a hold settled twice", [{}, toppedUp, placed, settled, settled], /hold h was settled before/],
  ["a hold placed twice", [{}, toppedUp, placed, placed], /hold h is placed a second time/],
  ["a hold from nowhere", [{}, toppedUp, settled], /hold h was never placed/],
  [
    "a hold settled by another account",
    [{}, toppedUp, placed, { ...settled, accountId: "b" }],
    /hold h belongs to a/,
  ],
  [
    "a charge above the ceiling",
    [{}, toppedUp, placed, { ...settled, posted: picodollars(-61n) }],
    /is charged 0\.000000000061, and its ceiling is 0\.00000000006/,
  ],
  [
    "a charge that is not the one told",
    [{}, toppedUp, placed, { ...settled, posted: picodollars(-21n) }],
    /takes 0\.000000000021 and tells another charge/,
  ],
  [
    "money that vanishes between charge and shortfall",
    [{}, toppedUp, placed, { ...settled, facts: { ...settled.facts, due: "25" } }],
    /do not add up to what was due/,
  ],
  [
    "a hold that gives back more than it set aside",
    [{}, toppedUp, placed, { ...settled, held: picodollars(-51n) }],
    /set aside 0\.00000000005 and gives back 0\.000000000051/,
  ],
  [
    "more set aside than there is",
    [{}, placed],
    /leaves posted 0\.00, held 0\.00000000005, owed 0\.00/,
  ],
  ["a top-up booked twice", [{}, toppedUp, toppedUp], /t is booked a second time/],
  [
    "a top-up of another amount than told",
    [{}, { ...toppedUp, posted: picodollars(99n) }],
    /moves 0\.000000000099 of 0\.0000000001/,
  ],
  ["an account opened twice", [{}, {}], /opened a second time/],
  ["an opening with money", [{ posted: picodollars(5n) }], /opens an account and moves money/],
  [
    "a shortfall that nobody left",
    [{}, { accountId: "shortfall", kind: "shortfall_booked", subject: "h" }],
    /a shortfall is booked that no settlement left/,
  ],
  [
    "a shortfall that nobody took over",
    [{}, toppedUp, placed, { ...settled, facts: { charge: "20", due: "25", shortfall: "5" } }],
    /hold h: its shortfall is 0\.000000000005, and 0\.00 is booked/,
  ],
  [
    "more held under a limit than it allows",
    [{}, toppedUp, limited, { ...limited, subject: "h2", held: picodollars(11n) }],
    /leaves 0\.00 charged and 0\.000000000061 held under key:day of 0\.00000000006/,
  ],
  [
    "more charged under a limit than it allows",
    [{}, toppedUp, { ...limited, facts: { ...limited.facts, spend_max: "50" } }, overCharged],
    /leaves 0\.00000000006 charged and 0\.00 held under key:day of 0\.00000000005/,
  ],
  ["a session from nowhere", [{}, sessionSettled], /session s was never opened/],
  [
    "a session settled twice",
    [{}, toppedUp, inSession, settled, sessionSettled, sessionSettled],
    /session s was settled before/,
  ],
  [
    "a session of another sum than its calls",
    [{}, toppedUp, inSession, settled, sessionOf({ charged: "21" })],
    /session s tells 21 as charged, and its calls give 20/,
  ],
  [
    "a session with a call too many",
    [{}, toppedUp, inSession, settled, sessionOf({ calls: "2" })],
    /tells 2 as calls, and its calls give 1/,
  ],
  [
    "a session in another cycle",
    [{}, toppedUp, inSession, settled, sessionOf({ cycle: "1970-02" })],
    /tells 1970-02 as cycle, and its calls give 1970-01/,
  ],
  [
    "a session that moves money",
    [{}, toppedUp, inSession, settled, { ...sessionSettled, posted: picodollars(-1n) }],
    /session s moves money by being settled/,
  ],
  ["a moment that no calendar has", [{ at: 9e15 }], /9000000000000000 is no moment/],
];

for (const [name, drafts, sentence] of forgeries) {
  test(`a well-hashed journal with ${name} is found out`, async () => {
    assert.match(await journalDifferences(drafts), sentence);
  });
}

test("a remembered head is proved from the journal, and a rewritten one is not", async () => {
  const honest = forge([{}, toppedUp]);
  const check = (entries: readonly Entry[], remembered: RememberedHead | null) =>
    checkBooks({ entries: () => each(entries), ...nothingElse }, remembered);
  const { head, sequences } = await check(honest, null);
  const grown = await check(forge([{}, toppedUp, placed]), { head, sequences });
  assert.doesNotMatch(grown.differences.join(), /rewritten or cut/);
  const other = { ...toppedUp, facts: { ...toppedUp.facts, reference: "another" } };
  const rewritten = await check(forge([{}, other]), { head, sequences });
  assert.match(rewritten.differences.join(), /rewritten or cut/);
  const cut = await check(forge([{}]), { head, sequences });
  assert.match(cut.differences.join(), /account a: had 2 entries at head .*, has 1/);
});
