import type { Charge, ChatChunk, Pricing, Usage } from "./types.ts";

/** What a call costs so far. */
export interface RunningCost {
  /** Dollars, exact; null where the prices aren't known. */
  readonly amount: string | null;
  /** Output tokens. */
  readonly tokens: number;
  /**
   * `estimated` from the output's bytes, `counted` by the gateway and not yet final, or `charged`.
   * Only the last one is what was paid.
   */
  readonly source: "estimated" | "counted" | "charged";
}

/** What is known of a running call. */
export interface Output {
  /** As the gateway expects them. */
  readonly promptTokens: number;
  /** Bytes of text, thoughts and tools' arguments so far. */
  bytes: number;
  /** What the gateway has counted, and how many bytes there were then. */
  counted: { readonly usage: Usage; readonly bytes: number } | null;
}

/** Bytes of one token, where nothing better is known: what English prose has about. */
const bytesPerToken = 4;
/** An amount in dollars has up to twelve places, so that tokens times price stays whole. */
const places = 12;

/** The cost by what is known now. */
export function runningCost(
  { promptTokens, bytes, counted }: Output,
  pricing: Pricing | null,
  bill: Charge | null,
): RunningCost {
  if (bill !== null) {
    return { amount: bill.cost, tokens: bill.usage.completion_tokens, source: "charged" };
  }
  const usage = counted?.usage ?? { prompt_tokens: promptTokens, completion_tokens: 0 };
  const known = counted?.bytes ?? 0;
  const fresh = bytes - known;
  // The rest weighs what this very answer's tokens have weighed so far.
  const ratio = known > 0 && usage.completion_tokens > 0 ? known / usage.completion_tokens : 0;
  const tokens = usage.completion_tokens + Math.ceil(fresh / (ratio || bytesPerToken));
  const amount = pricing && priceUsage(pricing, usage, tokens);
  return { amount, tokens, source: fresh === 0 && counted !== null ? "counted" : "estimated" };
}

/** The charge of a whole answer, from its last chunk; null where that has none. */
export function chargeOf(chunk: ChatChunk): Charge | null {
  const { id, usage } = chunk;
  if (usage?.cost_details === undefined) return null;
  const { prompt, completion } = usage.cost_details;
  return { id, usage, cost: addDollars(prompt, completion) };
}

/** The exact sum of two decimal amounts. */
export function addDollars(left: string, right: string): string {
  return writeDollars(readDollars(left) + readDollars(right));
}

/** Bytes of what a chunk adds to the output. */
export function bytesOf({ choices }: ChatChunk): number {
  const delta = choices[0]?.delta;
  // Providers send one tool's arguments at a time.
  const parts = [
    delta?.content,
    delta?.reasoning_content,
    delta?.tool_calls?.[0]?.function?.arguments,
  ];
  return parts.reduce((sum, part) => sum + (part ? encoder.encode(part).length : 0), 0);
}

const encoder = new TextEncoder();

type Known = Omit<Usage, "total_tokens">;

/** Pictures and what came from a cache have prices of their own; the rest is text. */
function priceUsage(pricing: Pricing, usage: Known, tokens: number): string {
  const { image_tokens = 0, cached_tokens = 0 } = usage.prompt_tokens_details ?? {};
  const pictures = usage.completion_tokens_details?.["image_tokens"] ?? 0;
  const parts: readonly (readonly [number, string])[] = [
    [usage.prompt_tokens - image_tokens - cached_tokens, pricing.prompt],
    [image_tokens, pricing.image_token],
    [cached_tokens, pricing.input_cache_read],
    [tokens - pictures, pricing.completion],
    [pictures, pricing.image_output],
  ];
  return writeDollars(
    parts.reduce((sum, [count, price]) => sum + BigInt(count) * readDollars(price), 0n),
  );
}

/** A decimal amount in units of 10⁻¹² dollars. Throws where it is none. */
function readDollars(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(places, "0").slice(0, places));
}

/** As the gateway writes it: at least two places, and no zeros at the end beyond. */
function writeDollars(amount: bigint): string {
  const digits = String(amount).padStart(places + 1, "0");
  const fraction = digits.slice(-places).replace(/0+$/, "").padEnd(2, "0");
  return `${digits.slice(0, -places)}.${fraction}`;
}
