import { randomBytes } from "node:crypto";
import type { Account, Key, Project } from "../src/core/access/account.ts";
import { spendScope } from "../src/core/access/spend-scope.ts";
import type { CallOutcome, Command, HoldOrder, Outcome } from "../src/core/ledger/types.ts";
import { picodollars } from "../src/core/money/picodollars.ts";
import { idChanceBytes, newId } from "../src/core/new-id.ts";
import { seededNumbers } from "../src/core/seeded-numbers.ts";
import type { Log } from "../src/ports/log.ts";
import type { Ledger, Store } from "../src/ports/store.ts";
import { openSqliteStore } from "../src/stores/sqlite/store.ts";

export interface MonthOrder {
  /** The data folder. */
  readonly folder: string;
  readonly calls: number;
  /** The end of the month, in milliseconds since 1970. */
  readonly until: number;
}

/** Whose month it was; the first of each is the busiest. */
export interface Month {
  readonly accounts: readonly Account[];
  readonly projects: readonly Project[];
  readonly keys: readonly Key[];
  readonly from: number;
  readonly until: number;
}

const monthMs = 30 * 86_400_000;
const accountCount = 10;
const projectsOfAccount = 6;
const keysOfProject = 5;
/** Calls in one commit; each is two commands, and a commit takes 128. */
const callsAtOnce = 64;
/** Commits on their way: while one is on the disk, the next is written. */
const commitsAtOnce = 4;
/** So many calls in a row share their sessions. */
const callsOfSessions = 120;

/**
 * Fills the books of a data folder with a month of settled calls, all through the store's one door
 * for money: sums, sessions, journal and audit are what a gateway's own would be. Half of the
 * calls are the first account's, a third of them lie in sessions, and most sessions are settled.
 */
export async function fillMonth(order: MonthOrder): Promise<Month> {
  const store = await openSqliteStore({ folder: order.folder, log: silent });
  try {
    const month = await openBooks(store, order.until);
    await fillCalls(store.ledger, month, order.calls);
    return month;
  } finally {
    await store.close();
  }
}

async function openBooks({ ledger, directory }: Store, until: number): Promise<Month> {
  const from = until - monthMs;
  const accounts = list(accountCount, (place) => accountOf(place, from));
  const projects = accounts.flatMap((account) =>
    list(projectsOfAccount, (place) => projectOf(account, place)),
  );
  const keys = projects.flatMap((project) => list(keysOfProject, (place) => keyOf(project, place)));
  for (const account of accounts) {
    const { id: accountId, createdAt: at } = account;
    const amount = picodollars(1_000_000_000_000_000_000n);
    const paid = { kind: "top_up", id: `topup:${accountId}`, accountId, amount } as const;
    requireDone(
      await ledger.commit([
        { kind: "open_account", accountId, at },
        { ...paid, reference: "invoice-1", at },
      ]),
    );
    await directory.createAccount(account);
  }
  for (const project of projects) await directory.createProject(project);
  for (const key of keys) await directory.createKey(key);
  return { accounts, projects, keys, from, until };
}

async function fillCalls(ledger: Ledger, month: Month, calls: number): Promise<void> {
  const writer = commandWriter(month, calls);
  const underWay = new Set<Promise<void>>();
  for (let first = 0; first < calls; first += callsAtOnce) {
    const commands = writer(first, Math.min(calls, first + callsAtOnce));
    const commit = ledger.commit(commands).then(requireDone);
    underWay.add(commit);
    void commit.finally(() => underWay.delete(commit)).catch(() => undefined);
    // A commit takes what came before it first: the journal stays in the order of time.
    if (underWay.size >= commitsAtOnce) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

/** Writes the commands of calls in their order: each placed, then settled before the next. */
function commandWriter(month: Month, calls: number) {
  const numbers = seededNumbers("a month");
  const chance = (): number => numbers() / 2 ** 32;
  const stepMs = (month.until - month.from) / calls;
  const keysOf = new Map(
    month.accounts.map(({ id }) => [id, month.keys.filter(({ accountId }) => accountId === id)]),
  );
  let open = new Map<string, Command>();
  return (first: number, end: number): readonly Command[] => {
    const commands: Command[] = [];
    for (let place = first; place < end; place++) {
      const at = Math.floor(month.from + place * stepMs);
      if (place % callsOfSessions === 0) {
        commands.push(...[...open.values()].map((one) => ({ ...one, at })));
        open = new Map();
      }
      const account = pick(month.accounts, chance() < 0.5 ? 0 : chance());
      const key = pick(keysOf.get(account?.id ?? "") ?? [], chance() ** 2);
      const model = pick(models, chance() ** 2);
      if (key === undefined || model === undefined) throw new Error("every account has keys");
      const sessionId = chance() < 1 / 3 ? `chat-${Math.floor(place / callsOfSessions)}` : null;
      const order = orderOf({ key, model, sessionId, at });
      const lastedMs = Math.floor(Math.min(stepMs - 1, 300 + chance() * 4_000));
      commands.push(
        { kind: "place_hold", order },
        settlingOf(order, chance, Math.max(0, lastedMs)),
      );
      if (sessionId !== null && chance() < 0.8) {
        const settling = {
          kind: "settle_session",
          accountId: key.accountId,
          sessionId,
          at,
        } as const;
        open.set(`${key.accountId} ${sessionId}`, settling);
      }
    }
    return commands;
  };
}

interface CallTerms {
  readonly key: Key;
  readonly model: string;
  readonly sessionId: string | null;
  readonly at: number;
}

function orderOf({ key, model, sessionId, at }: CallTerms): HoldOrder {
  const ceiling = picodollars(245_000_000_000n);
  const scope = spendScope(key, at);
  return {
    id: newId("chatcmpl-", at, randomBytes(idChanceBytes)),
    accountId: key.accountId,
    projectId: key.projectId,
    keyId: key.id,
    clientRequestId: null,
    sessionId,
    spendLimit: scope,
    model,
    priceVersion: `flat:${model}:2026-01-01`,
    stream: true,
    promptTokens: 281,
    outputTokensMax: 4096,
    ceiling,
    wanted: ceiling,
    least: picodollars(15_000_000_000n),
    at,
  };
}

function settlingOf(order: HoldOrder, chance: () => number, lastedMs: number): Command {
  const text = Math.floor(20 + chance() * 800);
  const image = chance() < 0.3 ? 258 : 0;
  const due = picodollars(BigInt(text) * 3_000_000n + BigInt(image + 23) * 500_000n);
  const at = order.at + lastedMs;
  const outcome: CallOutcome = {
    status: pick(statuses, chance() ** 4) ?? "completed",
    usage: {
      prompt: { text: 23, image, audio: 0, cached: 0 },
      completion: { text, image: 0, reasoning: 0 },
    },
    usageSource: "reported",
    promptTokensMax: 300,
    providerCost: picodollars(BigInt(text) * 2_500_000n),
    costPrompt: picodollars(BigInt(image + 23) * 500_000n),
    costCompletion: picodollars(BigInt(text) * 3_000_000n),
    attempts: [
      { provider: "sandbox", model: order.model, status: 200, error: null, durationMs: 41.2 },
    ],
    finishReason: "stop",
    error: null,
    timeToFirstTokenMs: 415,
    totalMs: lastedMs,
  };
  return { kind: "settle_hold", holdId: order.id, due, outcome, at };
}

const models = [
  "gemini-3.1-flash-image-preview",
  "gpt-4o",
  "claude-3-5-haiku",
  "gemini-1.5-pro",
  "claude-3-opus",
];

const statuses = ["completed", "completed", "completed", "stopped", "cancelled", "cut"] as const;

function accountOf(place: number, createdAt: number): Account {
  const id = newId("acct_", createdAt + place, randomBytes(idChanceBytes));
  const limits = { rpm: 100_000, concurrency: 1_000 };
  return { id, name: `customer ${place + 1}`, ...limits, priceList: null, createdAt };
}

function projectOf({ id: accountId, createdAt }: Account, place: number): Project {
  const id = newId("proj_", createdAt + place, randomBytes(idChanceBytes));
  return { id, accountId, name: `project ${place + 1}`, createdAt };
}

/** Every third has a limit, which no month reaches. */
function keyOf(project: Project, place: number): Key {
  const { accountId, createdAt } = project;
  const amount = picodollars(1_000_000_000_000_000_000n);
  return {
    id: newId("key_", createdAt + place, randomBytes(idChanceBytes)),
    projectId: project.id,
    accountId,
    name: `${project.name}, key ${place + 1}`,
    secretHash: randomBytes(32).toString("hex"),
    hint: "none",
    models: null,
    outputTokensMax: null,
    spendLimit: place % 3 === 0 ? { amount, period: "day" } : null,
    expiresAt: null,
    disabled: false,
    createdAt,
  };
}

function list<Item>(length: number, make: (place: number) => Item): readonly Item[] {
  return Array.from({ length }, (_, place) => make(place));
}

function pick<Item>(items: readonly Item[], share: number): Item | undefined {
  return items[Math.floor(share * items.length)];
}

function requireDone(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.done) continue;
    throw new Error(`a call of the month was refused: ${outcome.refused}`);
  }
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => console.error(message, fields),
};
