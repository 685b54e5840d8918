import ranks from "gpt-tokenizer/bpeRanks/o200k_base";
import { countTokens, encode, setMergeCacheSize } from "gpt-tokenizer/encoding/o200k_base";
import { bounds } from "./bounds.ts";

/** Text that is sent in one go, and how many o200k_base tokens it is made of. */
export interface Piece {
  readonly text: string;
  readonly tokens: number;
}

// Text of other people passes through: the encoder's memory of it has to stay small.
setMergeCacheSize(bounds.encodeCacheMax);

/** Words such as `<|endoftext|>` in somebody's text are text: they are counted, not obeyed. */
const asText = { disallowedSpecial: new Set<string>() };

/**
 * Tokens of a text in o200k_base. Long texts are counted slice by slice, so that no text stops
 * the others; only a run of thousands of characters without a space may then count a token more.
 */
export async function countText(text: string): Promise<number> {
  let tokens = 0;
  let sliced = 0;
  for (const slice of slices(text)) {
    tokens += countTokens(slice, asText);
    sliced += 1;
    if (sliced % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return tokens;
}

/** Tokens of a short text in o200k_base, counted at once. */
export function countShortText(text: string): number {
  let tokens = 0;
  for (const slice of slices(text)) tokens += countTokens(slice, asText);
  return tokens;
}

/**
 * The tokens of texts as they can be sent: one token a piece, except that a character whose bytes
 * are spread over several tokens comes in one piece with all of them.
 */
export function* piecesOf(texts: Iterable<string>): Generator<Piece> {
  for (const text of texts) {
    for (const slice of slices(text)) yield* piecesOfTokens(encode(slice, asText));
  }
}

function* slices(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > bounds.encodeCharactersMax) {
    const end = sliceEnd(text, start, start + bounds.encodeCharactersMax);
    yield text.slice(start, end);
    start = end;
  }
  if (start < text.length) yield text.slice(start);
}

/** A cut before a single space between words changes no count; never cuts a character in two. */
function sliceEnd(text: string, start: number, latest: number): number {
  for (let end = latest; end > start + (latest - start) / 2; end--) {
    const single = text[end] === " " && text[end + 1] !== " " && text[end - 1] !== " ";
    if (single && !/\s/.test(text[end - 1] ?? "")) return end;
  }
  const last = text.charCodeAt(latest - 1);
  return last >= 0xd800 && last <= 0xdbff ? latest - 1 : latest;
}

function* piecesOfTokens(tokens: readonly number[]): Generator<Piece> {
  let waiting: number[] = [];
  let count = 0;
  for (const token of tokens) {
    const value = ranks[token] ?? "";
    count += 1;
    if (typeof value === "string" && waiting.length === 0) {
      yield { text: value, tokens: 1 };
      count = 0;
      continue;
    }
    waiting = waiting.concat(typeof value === "string" ? [...Buffer.from(value)] : value);
    const text = Buffer.from(waiting).toString("utf8");
    if (text.includes("\ufffd") && waiting.length < 64) continue;
    yield { text, tokens: count };
    waiting = [];
    count = 0;
  }
  if (count > 0) yield { text: Buffer.from(waiting).toString("utf8"), tokens: count };
}
