import assert from "node:assert/strict";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

/** What a scripted upstream does with one call. Plain JSON, so that it can be sent to a process. */
export interface Script {
  /** Milliseconds before anything at all is answered. */
  readonly stallMs?: number;
  /** 200 unless said otherwise; any other status answers `body` and ends. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly steps?: readonly Step[];
}

/** One step of a stream. */
export type Step =
  /** One chunk with this content. */
  | { readonly text: string }
  /** One event with this JSON, completed by id, object, created and model where they lack. */
  | { readonly event: Readonly<Record<string, unknown>> }
  /** Bytes as they are, in base64. */
  | { readonly raw: string }
  | { readonly waitMs: number }
  /** Stops here until released. */
  | { readonly checkpoint: string }
  /** One word per chunk at a pace, until the client is gone or `most` are written. */
  | { readonly endless: { readonly everyMs: number; readonly most: number } }
  | { readonly finish: string }
  | { readonly usage: WireUsage }
  | { readonly done: true }
  /** Destroys the socket in mid-stream. */
  | { readonly destroy: true };

export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens?: number;
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
}

const numerals = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** The text of the nth word of any scripted answer: one o200k_base token each, in any run. */
export function word(index: number): string {
  const numeral = numerals[index % numerals.length];
  assert(numeral !== undefined, "a remainder is a place in the list");
  return index === 0 ? numeral : ` ${numeral}`;
}

/** So many words, one token each, one for each chunk. */
export function words(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => word(from + index));
}

/** Tokens of a text by an implementation that is not the gateway's. */
export function tokensOf(text: string): number {
  return countTokens(text, { allowedSpecial: new Set(), disallowedSpecial: new Set() });
}

interface Ending {
  readonly finish?: string;
  /** Null (the default): the upstream reports no usage, and the gateway has to count. */
  readonly usage?: WireUsage | null;
}

/** A whole, well-behaved answer in the given pieces. */
export function answer(pieces: readonly string[], ending: Ending = {}): Script {
  return { steps: [...pieces.map((text) => ({ text })), ...endingSteps(ending)] };
}

/** The pieces, then a stop until the checkpoint is released, then a clean end. */
export function answerUntil(checkpoint: string, pieces: readonly string[]): Script {
  return { steps: [...pieces.map((text) => ({ text })), { checkpoint }, ...endingSteps({})] };
}

export function endingSteps(ending: Ending): Step[] {
  const steps: Step[] = [{ finish: ending.finish ?? "stop" }];
  if (ending.usage !== undefined && ending.usage !== null) steps.push({ usage: ending.usage });
  steps.push({ done: true });
  return steps;
}

/** A failure in OpenAI's shape. */
export function failure(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Script {
  const error = { message, type: "upstream_says", param: null, code: null };
  return { status, headers, body: { error } };
}
