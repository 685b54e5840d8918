import { classes, classOf } from "./character-class.ts";
import { countPiece, findSteadyCut } from "./count-text.ts";
import { openScan, pieceEnd } from "./split-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Counts a text while it grows. */
export interface TextCounter {
  /** Adds what came in; may end anywhere, also between the halves of a surrogate pair. */
  push(text: string): void;
  /** Tokens of the whole text so far. */
  count(): number;
}

/**
 * UTF-16 units of one word: longer ones are counted in cuts of this length, however the text came
 * in. It bounds the tail, and with it what a provider that never sends a space costs us per event;
 * a cut moves the count by a token or so.
 */
export const wordMax = 256;

/** Bytes of a growing word that are merged anew with each event … */
const freshBytesMax = 32;
/** … of which so many at the end stay fresh when the others are taken as steady. */
const freshBytesMin = 12;

/** The beginning of a growing word whose tokens later text can hardly change. */
interface Steady {
  readonly units: number;
  readonly tokens: number;
}

const nothingSteady: Steady = { units: 0, tokens: 0 };

/**
 * Opens a counter whose count is always that of the whole text in one piece (`countTokens`), for
 * words up to `wordMax`. While a word of more than `freshBytesMax` bytes is still growing, its
 * beginning is not merged anew with every event, which could move the count by a few tokens
 * until the word ends; then it is counted whole, once.
 *
 * Only the tail is kept. A piece of the split pattern is settled as soon as finding its end never
 * looked beyond what is there: the pattern looks ahead only and has no memory, so no later text
 * can move that end, and the next piece starts there whatever follows. Where the decision touched
 * the end, the piece stays in the tail and is found anew with the next text.
 */
export function openTextCounter(vocabulary: Vocabulary): TextCounter {
  let tail = "";
  let settled = 0;
  let steady = nothingSteady;
  /** Where the tail's first piece would end if nothing followed. */
  let firstEnd = 0;
  /** Tokens of the tail, or null until somebody asks. */
  let tailTokens: number | null = 0;

  const settle = (): void => {
    const scan = openScan(tail, wordMax);
    let from = 0;
    while (from < tail.length) {
      firstEnd = pieceEnd(scan, vocabulary.pattern, from);
      if (scan.touchedEnd) break;
      settled += countPiece(vocabulary, tail, { from, to: firstEnd });
      from = firstEnd;
    }
    if (from === 0) return;
    tail = tail.slice(from);
    firstEnd -= from;
    steady = nothingSteady;
  };

  const countTail = (): number => {
    if (tail === "") return 0;
    steady = steadyUpTo(vocabulary, tail, { steady, to: firstEnd });
    const fresh = { from: steady.units, to: firstEnd };
    let tokens = steady.tokens + countPiece(vocabulary, tail, fresh);
    const scan = openScan(tail, wordMax);
    for (let from = firstEnd; from < tail.length; ) {
      const to = pieceEnd(scan, vocabulary.pattern, from);
      tokens += countPiece(vocabulary, tail, { from, to });
      from = to;
    }
    return tokens;
  };

  return {
    push(text) {
      if (text === "") return;
      const goesOn = firstEnd === tail.length && continuesRun(tail, text);
      tail += text;
      tailTokens = null;
      if (goesOn) firstEnd = tail.length;
      else settle();
    },
    count() {
      tailTokens ??= countTail();
      return settled + tailTokens;
    },
  };
}

/** UTF-16 units from which on a piece is past all that its beginning may decide. */
const runMin = 8;

/**
 * Whether a text only makes a piece longer that has reached the tail's end: all its characters are
 * of the class of the tail's last one. It spares looking through the whole piece with each event.
 */
function continuesRun(tail: string, text: string): boolean {
  if (tail.length < runMin || tail.length + text.length >= wordMax) return false;
  const last = tail.charCodeAt(tail.length - 1);
  const kind = classOf(last);
  // Numbers end after three digits, marks belong to two kinds, and a slash may follow a newline
  // that ends its piece.
  if (kind === classes.number || kind === classes.mark || last === slash) return false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (isHalf(unit) || classOf(unit) !== kind) return false;
  }
  return !isHalf(last);
}

const slash = 0x2f;

/** Half of a surrogate pair. */
function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Takes as steady what has grown beyond the fresh bytes, from the start, in like steps. */
function steadyUpTo(
  vocabulary: Vocabulary,
  text: string,
  word: { readonly steady: Steady; readonly to: number },
): Steady {
  const { to } = word;
  // A word's end can step back by a letter or so as it grows: then nothing was steady.
  let steady = word.steady.units <= to ? word.steady : nothingSteady;
  for (;;) {
    const from = steady.units;
    const end = unitsOf(text, { from, to, bytes: freshBytesMax });
    if (end === null) return steady;
    const bytesMax = freshBytesMax - freshBytesMin;
    const cut = findSteadyCut(vocabulary, text, { from, to: end, bytesMax });
    const units = unitsOf(text, { from, to: end, bytes: cut.bytes }) ?? end;
    steady = { units, tokens: steady.tokens + cut.tokens };
  }
}

/**
 * Where the text has gone on for so many bytes of UTF-8, at the end of a character; null where it
 * ends before.
 */
function unitsOf(
  text: string,
  order: { readonly from: number; readonly to: number; readonly bytes: number },
): number | null {
  let bytes = 0;
  for (let at = order.from; at < order.to; ) {
    if (bytes >= order.bytes) return at;
    const codePoint = text.codePointAt(at) ?? 0;
    at += codePoint > 0xffff ? 2 : 1;
    bytes += bytesOf(codePoint);
  }
  return null;
}

/** Bytes of a character in UTF-8; half a surrogate pair is written as U+FFFD. */
function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
