import type { Account } from "../core/access/account.ts";
import type { Catalogue } from "../core/catalogue/catalogue.ts";
import type { Model } from "../core/catalogue/model.ts";
import type { Hold, StepUsed } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import { type Picodollars, plus, zero } from "../core/money/picodollars.ts";
import {
  type RecordedCall,
  type ReplayedCost,
  type ReplayReason,
  replayCall,
} from "../core/planning/replay-call.ts";
import { addReplayed, noReplay, type ReplaySums } from "../core/planning/replay-sums.ts";
import { ownList } from "../core/pricing/lists.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import type { PriceBook } from "../core/pricing/price-book.ts";
import type { CallQuery, Store } from "../ports/store.ts";

/** What recorded calls are re-priced on. */
export type ReplayAim =
  /** Each call on its own model, at today's price. */
  | { readonly kind: "same" }
  /** All on one model, at today's price. */
  | { readonly kind: "model"; readonly model: Model }
  /** All on the version's model, at that version's price whenever it holds. */
  | { readonly kind: "version"; readonly model: Model; readonly version: PriceVersion };

export interface ReplayQuery extends Pick<CallQuery, "accountId" | "from" | "to"> {
  readonly aims: readonly ReplayAim[];
  /** The list whose prices hold; null for what each account would be charged. */
  readonly list: string | null;
  /** The call after which to go on; null for the newest. */
  readonly after: string | null;
}

export interface Replay {
  readonly callsRead: number;
  /** Of those, calls that used something and whose record is whole. */
  readonly calls: number;
  /** What these were charged. */
  readonly recorded: Picodollars;
  /** In the order of the aims. */
  readonly sums: readonly ReplaySums[];
  /** Where to go on; null at the end. */
  readonly next: string | null;
}

/** What a replay asks of: the records, what models are, and what they cost. */
export interface ReplaySources {
  readonly store: Pick<Store, "reports" | "directory">;
  readonly catalogue: Catalogue;
  readonly prices: PriceBook;
  /** Of accounts that have no price list of their own. */
  readonly priceList: string;
  readonly now: number;
}

/**
 * Re-prices recorded calls, newest first, at most `replayCallsMax` of them. Only sums are kept, and
 * between small batches other work of the process has its turn.
 */
export async function replayCalls(sources: ReplaySources, query: ReplayQuery): Promise<Replay> {
  const accounts = new Map<string, Account | null>();
  let replay: Replay = {
    callsRead: 0,
    calls: 0,
    recorded: zero,
    sums: query.aims.map(() => noReplay),
    next: query.after,
  };
  while (replay.callsRead < limits.replayCallsMax) {
    const limit = Math.min(limits.replayBatchMax, limits.replayCallsMax - replay.callsRead);
    const holds = await sources.store.reports.calls(pageOf(query, replay.next, limit));
    await learnAccounts(sources, accounts, holds);
    replay = addHolds(sources, query, { replay, holds, accounts });
    if (holds.length < limit) return { ...replay, next: null };
  }
  return replay;
}

function pageOf(query: ReplayQuery, after: string | null, limit: number): CallQuery {
  const anyone = { projectId: null, keyId: null, sessionId: null, model: null, status: null };
  const { accountId, from, to } = query;
  return { ...anyone, accountId, from, to, page: { after, limit } };
}

async function learnAccounts(
  { store }: ReplaySources,
  accounts: Map<string, Account | null>,
  holds: readonly Hold[],
): Promise<void> {
  for (const { order } of holds) {
    if (accounts.has(order.accountId)) continue;
    // A few hundred bytes each: forgotten together before they are many.
    if (accounts.size >= limits.pageMax) accounts.clear();
    accounts.set(order.accountId, await store.directory.account(order.accountId));
  }
}

interface Batch {
  readonly replay: Replay;
  readonly holds: readonly Hold[];
  readonly accounts: ReadonlyMap<string, Account | null>;
}

function addHolds(sources: ReplaySources, query: ReplayQuery, batch: Batch): Replay {
  let { calls, recorded, sums, next } = batch.replay;
  for (const hold of batch.holds) {
    next = hold.order.id;
    const call = recordedCall(sources, hold);
    if (call === null) continue;
    const charge = hold.charge ?? zero;
    const account = batch.accounts.get(hold.order.accountId) ?? null;
    calls += 1;
    recorded = plus(recorded, charge);
    const one = { call, account, list: query.list, steps: hold.outcome?.steps };
    sums = sums.map((sum, index) => {
      const aim = query.aims[index] ?? { kind: "same" };
      return addReplayed(sum, charge, replayOn(sources, { ...one, aim }));
    });
  }
  const callsRead = batch.replay.callsRead + batch.holds.length;
  return { callsRead, calls, recorded, sums, next };
}

/** Null for calls that run, that produced nothing, and whose end a crash kept from the record. */
function recordedCall({ catalogue }: ReplaySources, hold: Hold): RecordedCall | null {
  const { outcome, state, order } = hold;
  if (outcome === null || state !== "settled") return null;
  const model = catalogue.find(order.model);
  const served = outcome.attempts.at(-1);
  const route = model?.routes.find(
    (one) => one.provider === served?.provider && one.model === served.model,
  );
  return {
    usage: outcome.usage,
    model,
    route: route ?? null,
    pictures: outcome.pictures ?? null,
    inSteps: outcome.steps !== undefined,
  };
}

interface Replaying {
  readonly call: RecordedCall;
  readonly aim: ReplayAim;
  readonly account: Account | null;
  readonly list: string | null;
  /** Of a call to two models. */
  readonly steps: readonly StepUsed[] | undefined;
}

function replayOn(sources: ReplaySources, one: Replaying): ReplayedCost | ReplayReason {
  const { call, aim, steps } = one;
  if (aim.kind === "same" && steps !== undefined) return replaySteps(sources, one, steps);
  const model = aim.kind === "same" ? call.model : aim.model;
  if (model === null) return "model_unknown";
  const version = aim.kind === "version" ? aim.version : priceOf(sources, one, model);
  if (version === null) return "not_priced";
  return replayCall(call, { model, price: version.price, at: sources.now });
}

/** Each step on its own model again. */
function replaySteps(
  sources: ReplaySources,
  one: Replaying,
  steps: readonly StepUsed[],
): ReplayedCost | ReplayReason {
  let sum = zero;
  for (const { model, usage } of steps) {
    const call = { ...one.call, usage, model: sources.catalogue.find(model), inSteps: false };
    const replayed = replayOn(sources, { ...one, call, steps: undefined });
    if (typeof replayed === "string") return replayed;
    sum = plus(sum, replayed.expected);
  }
  return { expected: sum, least: sum, most: sum, recounted: false, translated: false };
}

/** What the account would be charged today; by a list that was named, what that list says. */
function priceOf(
  { prices, priceList, now }: ReplaySources,
  { account, list }: Replaying,
  model: Model,
): PriceVersion | null {
  if (list !== null) return prices.priceAt(list, model.id, now);
  return (
    prices.priceAt(ownList, model.id, now) ??
    prices.priceAt(account?.priceList ?? priceList, model.id, now)
  );
}
