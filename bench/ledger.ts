import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CallOutcome, Command, HoldOrder, Outcome } from "../src/core/ledger/types.ts";
import { picodollars } from "../src/core/money/picodollars.ts";
import { idChanceBytes, newId } from "../src/core/new-id.ts";
import type { Log } from "../src/ports/log.ts";
import type { Ledger } from "../src/ports/store.ts";
import { openSqliteStore } from "../src/stores/sqlite/store.ts";

/** One measured run: how many callers at once, on how many accounts, and how fast. */
export interface LedgerFigure {
  /** Callers that each wait for their own commit: so many commands meet in a transaction. */
  readonly batch: number;
  readonly accounts: "distinct" | "one";
  /** Bare calls, or each with a session, a spend limit and an idempotency key. */
  readonly calls: "bare" | "full";
  readonly operations: number;
  readonly operationsPerSecond: number;
}

type Load = Pick<LedgerFigure, "batch" | "accounts" | "calls">;

const loads: readonly Load[] = [
  ...[1, 8, 32, 128].map((batch): Load => ({ batch, accounts: "distinct", calls: "bare" })),
  ...[1, 8, 32, 128].map((batch): Load => ({ batch, accounts: "one", calls: "bare" })),
  { batch: 32, accounts: "distinct", calls: "full" },
];
const accountCount = 128;
const warmUpOperations = 4_000;

/**
 * Measures place-and-settle pairs through the store's one door for money, on SQLite with every
 * commit on disk, in a temporary folder that is removed again.
 *
 * @param secondsEach how long each run takes, about.
 */
export async function benchLedger(secondsEach = 2): Promise<readonly LedgerFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), "farebox-bench-"));
  const store = await openSqliteStore({ folder, log: silent });
  try {
    await openAccounts(store.ledger);
    const until = byCount(warmUpOperations);
    await run(store.ledger, { batch: 32, accounts: "distinct", calls: "bare", until });
    const figures: LedgerFigure[] = [];
    for (const load of loads) {
      figures.push(await run(store.ledger, { ...load, until: byClock(secondsEach) }));
    }
    return figures;
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

export function showLedgerFigures(figures: readonly LedgerFigure[]): string {
  const lines = figures.map(({ batch, accounts, calls, operationsPerSecond }) => {
    const rate = Math.round(operationsPerSecond).toLocaleString("en-US");
    const load = `${String(batch).padStart(5)} to a batch, ${calls} calls`;
    return `${load}, accounts: ${accounts.padEnd(8)} ${rate.padStart(9)} ops/s`;
  });
  return ["ledger: place and settle, SQLite, synchronous=FULL", ...lines].join("\n");
}

interface Run extends Load {
  readonly until: (operations: number) => boolean;
}

async function run(ledger: Ledger, load: Run): Promise<LedgerFigure> {
  const { batch, accounts, calls, until } = load;
  let operations = 0;
  const began = performance.now();
  const caller = async (place: number): Promise<void> => {
    const owner = accounts === "one" ? 0 : place % accountCount;
    while (!until(operations)) {
      const id = newId("chatcmpl-", Date.now(), randomBytes(idChanceBytes));
      const bare = bareOrder(id, owner);
      const order = calls === "bare" ? bare : fullOrder(bare);
      requireDone(await ledger.commit([{ kind: "place_hold", order }]));
      requireDone(await ledger.commit([settling(id)]));
      operations += 2;
    }
  };
  await Promise.all(Array.from({ length: batch }, (_, place) => caller(place)));
  const seconds = (performance.now() - began) / 1000;
  return { batch, accounts, calls, operations, operationsPerSecond: operations / seconds };
}

async function openAccounts(ledger: Ledger): Promise<void> {
  for (let place = 0; place < accountCount; place++) {
    const accountId = accountName(place);
    const amount = picodollars(1_000_000_000_000_000_000n);
    requireDone(
      await ledger.commit([
        { kind: "open_account", accountId, at: 0 },
        { kind: "top_up", id: `top-up-${place}`, accountId, amount, reference: "bench", at: 0 },
      ]),
    );
  }
}

function accountName(place: number): string {
  return `account-${place.toString().padStart(4, "0")}`;
}

function byCount(most: number): (operations: number) => boolean {
  return (operations) => operations >= most;
}

function byClock(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
}

function requireDone(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (!outcome.done || outcome.repeated) throw new Error("a measured command did nothing");
  }
}

function bareOrder(id: string, owner: number): HoldOrder {
  const ceiling = picodollars(245_000_000_000n);
  const number = owner.toString().padStart(4, "0");
  return {
    id,
    accountId: accountName(owner),
    projectId: `project-${number}`,
    keyId: `key-${number}`,
    clientRequestId: null,
    sessionId: null,
    model: "gemini-3.1-flash-image-preview",
    priceVersion: "flat:gemini-3.1-flash-image-preview:2026-01-01",
    stream: true,
    promptTokens: 281,
    outputTokensMax: 4096,
    ceiling,
    wanted: ceiling,
    least: picodollars(15_000_000_000n),
    at: Date.now(),
  };
}

/** A session of about a thousand calls, a limit that is never reached, a key of its own. */
function fullOrder(bare: HoldOrder): HoldOrder {
  const { id, keyId, at } = bare;
  return {
    ...bare,
    sessionId: `session-${Math.floor(at / 10_000)}`,
    spendLimit: { scope: `${keyId}:total`, max: picodollars(1_000_000_000_000_000_000n) },
    idempotency: { key: id, hash: "0".repeat(64), expiresAt: at + 86_400_000 },
  };
}

function settling(holdId: string): Command {
  const due = picodollars(2_660_500_000n);
  return { kind: "settle_hold", holdId, due, outcome, at: Date.now() };
}

const outcome: CallOutcome = {
  status: "completed",
  usage: {
    prompt: { text: 23, image: 258, audio: 0, cached: 0 },
    completion: { text: 42, image: 0, reasoning: 0 },
  },
  usageSource: "reported",
  promptTokensMax: 300,
  providerCost: picodollars(2_000_000_000n),
  costPrompt: picodollars(140_500_000n),
  costCompletion: picodollars(2_520_000_000n),
  attempts: [
    { provider: "google", model: "flash-image", status: 200, error: null, durationMs: 412 },
  ],
  finishReason: "stop",
  error: null,
  timeToFirstTokenMs: 415,
  totalMs: 1320,
};

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => console.error(message, fields),
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(showLedgerFigures(await benchLedger()));
}
