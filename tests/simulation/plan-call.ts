import type { ChatRequest } from "../../src/core/chat/request.ts";
import { picodollars } from "../../src/core/money/picodollars.ts";
import type { Chance } from "./chance.ts";
import { pairPrefix } from "./trade.ts";

/** A call that a client will send, and what the client will do to it. */
export interface CallPlan {
  /** Unlike any other's; travels as the session's id, so that both sides know the call. */
  readonly tag: string;
  /** Milliseconds after the beginning. */
  readonly atMs: number;
  /** Which of the keys. */
  readonly key: number;
  readonly chat: ChatRequest;
  readonly cancels: readonly CancelPlan[];
  readonly client: ClientPlan;
}

export interface CancelPlan {
  /** Milliseconds after the call was sent. */
  readonly afterMs: number;
  readonly by: "id" | "name";
  /** Who cancels: the caller itself, its neighbour's project, another account. */
  readonly who: "caller" | "stranger";
}

/** How the client takes what it is sent. */
export interface ClientPlan {
  /** From 0 to 1: for each write, that it takes its time. */
  readonly slow: number;
  /** At which write it goes away; null where it stays. */
  readonly goneAtWrite: number | null;
  /** After how many milliseconds it goes away; null where it stays. */
  readonly goneAfterMs: number | null;
}

export function planCall(
  chance: Chance,
  at: { readonly number: number; readonly keys: number; readonly spanMs: number },
): CallPlan {
  const tag = `call-${at.number}`;
  const leaves = chance.happens(0.15);
  const named = chance.happens(0.4);
  return {
    tag,
    atMs: chance.below(at.spanMs),
    key: chance.below(at.keys),
    // A few names for many calls: the newest must win.
    chat: makeChat(chance, tag, named ? `name-${chance.below(4)}` : null),
    cancels: makeCancels(chance),
    client: {
      slow: chance.pick([0, 0, 0.1, 0.5]),
      goneAtWrite: leaves && chance.happens(0.5) ? chance.below(8) : null,
      goneAfterMs: leaves ? chance.below(4_000) : null,
    },
  };
}

function makeChat(chance: Chance, tag: string, name: string | null): ChatRequest {
  const long = chance.happens(0.04);
  const content = "x".repeat(long ? 9_000 : chance.below(600));
  return {
    model: pickModel(chance),
    messages: [{ role: "user", content, passedOn: {} }],
    pictures: [],
    passedOn: {},
    outputTokensMax: pickLimit(chance),
    stream: chance.happens(0.7),
    includeUsage: chance.happens(0.5),
    hold: chance.happens(0.15) ? "full" : "auto",
    sessionId: tag,
    clientRequestId: name,
    onDisconnect: null,
    maxCost: chance.happens(0.2) ? picodollars(BigInt(chance.below(20_000)) * 1_000_000n) : null,
    store: true,
  };
}

function pickModel(chance: Chance): string {
  if (chance.happens(0.04)) return chance.pick(["unpriced", "unknown"]);
  const known = ["dear", "dear", "dear", "cheap", "pictures", "whole", "free"] as const;
  const name = `${chance.pick([...known])}${chance.happens(0.1) ? "-latest" : ""}`;
  return chance.happens(0.15) ? `${pairPrefix}${name}` : name;
}

function pickLimit(chance: Chance): number | null {
  if (chance.happens(0.3)) return null;
  return chance.happens(0.03) ? 1_201 : chance.between(1, chance.pick([20, 150, 700]));
}

function makeCancels(chance: Chance): readonly CancelPlan[] {
  if (!chance.happens(0.3)) return [];
  return Array.from({ length: chance.between(1, 3) }, () => ({
    afterMs: chance.pick([chance.below(50), chance.below(1_500), chance.below(6_000)]),
    by: chance.pick(["id", "name"] as const),
    who: chance.happens(0.2) ? ("stranger" as const) : ("caller" as const),
  }));
}
