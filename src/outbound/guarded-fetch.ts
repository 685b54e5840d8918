import type { Blocked } from "../core/access/destination.ts";
import { limits } from "../core/limits.ts";
import type { Clock } from "../ports/clock.ts";
import { type GuardTerms, guardAddress } from "./address-guard.ts";
import { type Exchange, type ExchangeOrder, exchange, type NoAnswer } from "./exchange.ts";
import { wordsFor } from "./failure-words.ts";

/** Everything that a guarded call needs of the world. */
export interface OutboundTerms extends GuardTerms {
  readonly clock: Clock;
}

export interface GetOrder {
  readonly url: string;
  readonly accept: string;
  readonly bytesMax: number;
  readonly timeoutMs: number;
  /** Takes the body piece by piece; answers why it wants no more, or null. */
  readonly take: (piece: Buffer) => string | null;
}

/** `complete`: `take` has seen the whole body. Reasons are words that end a sentence. */
export type Got = { readonly complete: true } | Blocked | NoAnswer | Stopped;

interface Stopped {
  readonly stopped: true;
}

/**
 * Gets what lies at an address that a stranger gave. Each address is checked before it is called,
 * those of redirects too; bytes and time are bounded; nothing compressed is taken, so that what
 * comes is as large as it looks. No cookies, no credentials. Never rejects.
 */
export async function guardedGet(
  terms: OutboundTerms,
  order: GetOrder,
  stop: AbortSignal,
): Promise<Got> {
  return await withinTime(terms.clock, { timeoutMs: order.timeoutMs, stop }, async (signal) => {
    let { url } = order;
    for (let redirects = 0; redirects <= limits.redirectsMax; redirects += 1) {
      const answer = await call(terms, url, { request: getRequest(order), signal });
      if (!("status" in answer)) return answer;
      try {
        const location = locationOf(answer, url);
        if (location === null) return await read(answer, order);
        url = location;
      } finally {
        await answer.close();
      }
    }
    return { failed: `it is redirected more than ${limits.redirectsMax} times` };
  });
}

export interface PostOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** Whatever status was answered, or why there was none; `blocked` will never be different. */
export type Posted = { readonly status: number } | Blocked | { readonly failed: string };

/**
 * Posts to an address that a customer gave, behind the same guard. Redirects are not followed:
 * their status is the answer. The answer's body is not read. Never rejects.
 */
export async function guardedPost(
  terms: OutboundTerms,
  order: PostOrder,
  stop: AbortSignal,
): Promise<Posted> {
  const request: ExchangeOrder = {
    method: "POST",
    headers: { "user-agent": userAgent, ...order.headers },
    body: Buffer.from(order.body),
  };
  const bounds = { timeoutMs: limits.webhookMs, stop };
  const posted = await withinTime(terms.clock, bounds, async (signal) => {
    const answer = await call(terms, order.url, { request, signal });
    if (!("status" in answer)) return answer;
    await answer.close();
    return { status: answer.status };
  });
  return "stopped" in posted ? { failed: "it was stopped" } : posted;
}

const userAgent = "farebox";

function getRequest(order: GetOrder): ExchangeOrder {
  const headers = {
    accept: order.accept,
    "accept-encoding": "identity",
    "user-agent": userAgent,
  };
  return { method: "GET", headers, body: null };
}

/** Runs what ends on a signal: the caller's own, or that of the time that it may take. */
async function withinTime<Result extends object>(
  clock: Clock,
  bounds: { readonly timeoutMs: number; readonly stop: AbortSignal },
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | NoAnswer | Stopped> {
  const { timeoutMs, stop } = bounds;
  if (stop.aborted) return { stopped: true };
  const late = new AbortController();
  const cancel = clock.after(timeoutMs, () => late.abort());
  try {
    const result = await run(AbortSignal.any([stop, late.signal]));
    if (!("failed" in result)) return result;
    // What an abort leaves behind looks like many a failure: the signals know better.
    if (stop.aborted) return { stopped: true };
    return late.signal.aborted ? { failed: `it takes longer than ${timeoutMs} ms` } : result;
  } finally {
    cancel();
  }
}

async function call(
  terms: OutboundTerms,
  url: string,
  { request, signal }: { readonly request: ExchangeOrder; readonly signal: AbortSignal },
): Promise<Exchange | Blocked | NoAnswer> {
  const way = await guardAddress(terms, url, signal);
  if ("blocked" in way) return way;
  if ("nowhere" in way) return { failed: way.nowhere };
  return await exchange(way, request, signal);
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where an answer points on to; null where it is no redirect. */
function locationOf(answer: Exchange, from: string): string | null {
  if (!redirects.has(answer.status)) return null;
  const location = answer.header("location");
  if (location === null) return null;
  // What can't be read goes to the guard as it is, and is told there.
  return URL.canParse(location, from) ? new URL(location, from).href : location;
}

async function read(answer: Exchange, order: GetOrder): Promise<Got> {
  const refused = refuseHead(answer, order.bytesMax);
  if (refused !== null) return { failed: refused };
  let bytes = 0;
  try {
    for await (const piece of answer.body) {
      bytes += piece.length;
      if (bytes > order.bytesMax) return { failed: `it is larger than ${order.bytesMax} bytes` };
      const enough = order.take(piece);
      if (enough !== null) return { failed: enough };
    }
  } catch (error) {
    return { failed: wordsFor(error) };
  }
  if (await answer.goesOn()) return { failed: "it is longer than its server announced" };
  return { complete: true };
}

function refuseHead(answer: Exchange, bytesMax: number): string | null {
  if (answer.status !== 200) return `its server answered with status ${answer.status}`;
  const encoding = answer.header("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") return "its server compressed it, unasked";
  const announced = Number(answer.header("content-length") ?? 0);
  if (announced > bytesMax) return `its ${announced} bytes are more than ${bytesMax}`;
  return null;
}
