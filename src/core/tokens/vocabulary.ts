import { assert } from "../assert.ts";
import { notBase64, sextets } from "./base64.ts";
import type { SplitPattern } from "./split-text.ts";

/**
 * A byte-pair vocabulary in a few typed arrays: some 5 MB for the 200,000 tokens of o200k_base,
 * where a map of strings takes 70.
 */
export interface Vocabulary {
  readonly pattern: SplitPattern;
  /** Bytes of the longest token. */
  readonly tokenBytesMax: number;
  /** All tokens' bytes, in the order of their ranks. */
  readonly bytes: Uint8Array;
  /** Where each token starts in `bytes`; one more entry than tokens. */
  readonly starts: Uint32Array;
  /** Open addressing by hash: a token's rank plus one, or 0 where free. */
  readonly slots: Uint32Array;
  /** Ranks of two-byte tokens by both bytes, or `noRank`: every merge begins with them. */
  readonly pairs: Uint32Array;
  /** Working space: the piece being counted, in UTF-8. */
  piece: Uint8Array;
}

/** No token: greater than every rank, so that the least rank is never it. */
export const noRank = 0xffffffff;

/**
 * Reads a `.tiktoken` file: a token in base64, a space and its rank on each line, ranks ascending
 * from 0 without gaps. Throws where the file is not that: the installation is broken.
 */
export function readVocabulary(file: Uint8Array, pattern: SplitPattern): Vocabulary {
  const reader: Reader = { file, at: 0, bytes: new Uint8Array(file.length), length: 0 };
  const starts: number[] = [0];
  let tokenBytesMax = 0;
  while (reader.at < file.length) {
    const start = reader.length;
    readToken(reader);
    assert(readRank(reader) === starts.length - 1, "a vocabulary's ranks ascend without gaps");
    tokenBytesMax = Math.max(tokenBytesMax, reader.length - start);
    starts.push(reader.length);
  }
  assert(starts.length > 256, "a vocabulary has every single byte");

  const slotCount = 2 ** Math.ceil(Math.log2(starts.length * 2));
  const vocabulary: Vocabulary = {
    pattern,
    tokenBytesMax,
    bytes: reader.bytes.slice(0, reader.length),
    starts: Uint32Array.from(starts),
    slots: new Uint32Array(slotCount),
    pairs: new Uint32Array(0x10000).fill(noRank),
    piece: new Uint8Array(256),
  };
  for (let rank = 0; rank < starts.length - 1; rank += 1) addToken(vocabulary, rank);
  return vocabulary;
}

/** The rank of the token that the piece's bytes from `from` up to `to` are, or `noRank`. */
export function rankOf(vocabulary: Vocabulary, from: number, to: number): number {
  const { slots, starts, piece } = vocabulary;
  const length = to - from;
  if (length > vocabulary.tokenBytesMax) return noRank;
  if (length === 2) return vocabulary.pairs[pairAt(piece, from)] ?? noRank;

  const mask = slots.length - 1;
  let slot = hashOf(piece, from, to) & mask;
  for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
    const sameLength = (starts[entry] ?? 0) - (starts[entry - 1] ?? 0) === length;
    if (sameLength && isTokenAt(vocabulary, entry - 1, from)) return entry - 1;
    slot = (slot + 1) & mask;
  }
  return noRank;
}

function isTokenAt(vocabulary: Vocabulary, rank: number, from: number): boolean {
  const { bytes, starts, piece } = vocabulary;
  const end = starts[rank + 1] ?? 0;
  let at = from;
  for (let own = starts[rank] ?? 0; own < end; own += 1, at += 1) {
    if (bytes[own] !== piece[at]) return false;
  }
  return true;
}

/** FNV-1a, its high bits folded in. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function pairAt(bytes: Uint8Array, from: number): number {
  return ((bytes[from] ?? 0) << 8) | (bytes[from + 1] ?? 0);
}

function addToken(vocabulary: Vocabulary, rank: number): void {
  const { bytes, starts, slots, pairs } = vocabulary;
  const from = starts[rank] ?? 0;
  const to = starts[rank + 1] ?? 0;
  if (to - from === 2) pairs[pairAt(bytes, from)] = rank;
  const mask = slots.length - 1;
  let slot = hashOf(bytes, from, to) & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = rank + 1;
}

interface Reader {
  readonly file: Uint8Array;
  at: number;
  /** The tokens read so far … */
  readonly bytes: Uint8Array;
  /** … and how many bytes they are. */
  length: number;
}

const space = 0x20;
const newline = 0x0a;
const padding = 0x3d;

/** Decodes one token's base64 and steps past the space behind it. */
function readToken(reader: Reader): void {
  const { file, bytes } = reader;
  const start = reader.length;
  let bits = 0;
  let bitCount = 0;
  let code = file[reader.at];
  for (; code !== undefined && code !== space; code = file[++reader.at]) {
    if (code === padding) continue;
    const sextet = sextets[code] ?? notBase64;
    assert(sextet !== notBase64, "a vocabulary's tokens are base64");
    bits = ((bits << 6) | sextet) & 0xfff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[reader.length] = (bits >>> bitCount) & 0xff;
    reader.length += 1;
  }
  reader.at += 1;
  assert(reader.length > start, "a vocabulary's token is not empty");
}

/** Reads a rank and steps past its line's end. */
function readRank(reader: Reader): number {
  const { file } = reader;
  let rank = 0;
  let code = file[reader.at];
  assert(code !== undefined, "a vocabulary's line ends with a rank");
  for (; code !== undefined && code !== newline; code = file[++reader.at]) {
    assert(code >= 0x30 && code <= 0x39, "a vocabulary's rank is a decimal number");
    rank = rank * 10 + code - 0x30;
  }
  reader.at += 1;
  return rank;
}
