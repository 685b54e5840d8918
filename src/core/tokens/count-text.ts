import { countMerged, findTokenCut, type TokenCut } from "./merge-bytes.ts";
import { openScan, pieceEnd } from "./split-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * UTF-16 units: a word longer than this is counted in cuts of this length, which bounds the memory
 * of a merge to some 25 MB. A cut can move the count by a token or so.
 */
const countWindow = 262_144;

/**
 * How many tokens a text is, exactly as the vocabulary's reference tokenizer counts ordinary text:
 * special tokens' names are text like any other, and half a surrogate pair counts as U+FFFD.
 * Counting stops as soon as it is above `tokensMax`: enough to refuse a text by.
 */
export function countTokens(
  vocabulary: Vocabulary,
  text: string,
  tokensMax: number = Number.POSITIVE_INFINITY,
): number {
  const scan = openScan(text, countWindow);
  let tokens = 0;
  for (let from = 0; from < text.length && tokens <= tokensMax; ) {
    const to = pieceEnd(scan, vocabulary.pattern, from);
    tokens += countPiece(vocabulary, text, { from, to });
    from = to;
  }
  return tokens;
}

/** How many tokens one piece of a text is; `from` and `to` in UTF-16 units. */
export function countPiece(
  vocabulary: Vocabulary,
  text: string,
  piece: { readonly from: number; readonly to: number },
): number {
  return countMerged(vocabulary, encodePiece(vocabulary, text, piece));
}

/**
 * Where the first bytes of a growing piece may be cut without moving its count: at the end of a
 * token and of a character, far enough from the end that later text can hardly change it. `to` is
 * some dozens of bytes from `from`; answers bytes.
 */
export function findSteadyCut(
  vocabulary: Vocabulary,
  text: string,
  piece: { readonly from: number; readonly to: number; readonly bytesMax: number },
): TokenCut {
  const length = encodePiece(vocabulary, text, piece);
  const bytes = vocabulary.piece;
  // The second and later bytes of a character begin with the bits 10.
  const startsCharacter = (at: number): boolean => ((bytes[at] ?? 0) & 0xc0) !== 0x80;
  return findTokenCut(vocabulary, length, (at) => at <= piece.bytesMax && startsCharacter(at));
}

/** Writes a piece as UTF-8 into the vocabulary's working space; answers how many bytes it is. */
function encodePiece(
  vocabulary: Vocabulary,
  text: string,
  piece: { readonly from: number; readonly to: number },
): number {
  const { from, to } = piece;
  const bytesMax = (to - from) * 3;
  if (vocabulary.piece.length < bytesMax) vocabulary.piece = new Uint8Array(bytesMax * 2);
  const bytes = vocabulary.piece;
  for (let at = from; at < to; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) return encodeWide(bytes, text.slice(from, to));
    bytes[at - from] = unit;
  }
  return to - from;
}

const encoder = new TextEncoder();

function encodeWide(bytes: Uint8Array, text: string): number {
  return encoder.encodeInto(text, bytes).written;
}
