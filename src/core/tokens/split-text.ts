import { classes, classOf } from "./character-class.ts";

/** The split patterns of OpenAI's vocabularies, named as the vocabularies are. */
export type SplitPattern = "o200k_base" | "cl100k_base";

/** A text on its way through the splitter. */
export interface Scan {
  readonly text: string;
  /** UTF-16 units: no piece looks or reaches farther than so many from its start. */
  readonly window: number;
  /** Set when a decision rested on the text ending where it does: more text may change it. */
  touchedEnd: boolean;
  /** Where the piece at hand must stop … */
  limit: number;
  /** … and whether that is the text's own end, not the window's. */
  limitIsEnd: boolean;
  /** UTF-16 units of the character that was classified last. */
  width: number;
}

export function openScan(text: string, window: number): Scan {
  return { text, window, touchedEnd: false, limit: 0, limitIsEnd: false, width: 1 };
}

/**
 * Where the piece that starts at `from` ends: what the vocabulary's published split pattern would
 * match there. Pieces follow each other without gaps, and each depends only on what comes after
 * its start, so a text may be split as it grows.
 *
 * Written out by hand because a regular expression needs stack for every character of a long run
 * and can't say how far it looked. Patterns: openai/tiktoken, `openai_public.py` (2026-11-22):
 *
 * o200k_base: `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+C?` |
 * `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*C?` | `\p{N}{1,3}` |
 * ` ?[^\s\p{L}\p{N}]+[\r\n/]*` | `\s*[\r\n]+` | `\s+(?!\S)` | `\s+`, where `C` is
 * `'s|'t|'re|'ve|'m|'ll|'d` in any case
 *
 * cl100k_base: `C` | `[^\r\n\p{L}\p{N}]?\p{L}+` | `\p{N}{1,3}` | ` ?[^\s\p{L}\p{N}]+[\r\n]*` |
 * `\s+$` | `\s*[\r\n]` | `\s+(?!\S)` | `\s`
 */
export function pieceEnd(scan: Scan, pattern: SplitPattern, from: number): number {
  scan.limitIsEnd = scan.text.length < from + scan.window;
  scan.limit = scan.limitIsEnd ? scan.text.length : from + scan.window;
  const plain = plainWordEnd(scan, from);
  if (plain > from) return plain;

  const found = pattern === "o200k_base" ? wordByCase(scan, from) : contractionOrWord(scan, from);
  if (found > from) return found;

  const first = classAt(scan, from);
  if (first === classes.number) return numberEnd(scan, from);

  const marksEnd = punctuationEnd(scan, pattern, from);
  if (marksEnd > from) return marksEnd;
  return spaceEnd(scan, pattern, from);
}

const space = 0x20;
const apostrophe = 0x27;
const capitalA = 0x41;
const capitalZ = 0x5a;
const smallA = 0x61;
const smallZ = 0x7a;
const asciiEnd = 0x80;
/** Between a capital letter's code and the small one's. */
const smallBit = 0x20;

/**
 * The end of a word as most are: a space or none, one letter of ASCII in any case, small ones after
 * it, and then what ends a word in every pattern. `from` itself where it is not so plain, or where
 * the text ends first: then the patterns themselves are asked.
 */
function plainWordEnd({ text, limit }: Scan, from: number): number {
  let at = text.charCodeAt(from) === space ? from + 1 : from;
  if (!isSmall(text.charCodeAt(at) | smallBit)) return from;
  at += 1;
  while (at < limit && isSmall(text.charCodeAt(at))) at += 1;
  if (at >= limit) return from;
  const after = text.charCodeAt(at);
  const goesOn = after >= asciiEnd || after === apostrophe || isCapital(after);
  return goesOn ? from : at;
}

function isSmall(unit: number): boolean {
  return unit >= smallA && unit <= smallZ;
}

function isCapital(unit: number): boolean {
  return unit >= capitalA && unit <= capitalZ;
}

/** o200k_base's first two alternatives; `from` itself where neither matches. */
function wordByCase(scan: Scan, from: number): number {
  const first = classAt(scan, from);
  const firstEnd = from + scan.width;
  const mayLead = first === classes.space || first === classes.other || first === classes.mark;

  const start = mayLead ? firstEnd : from;
  const word = lowerWordEnd(scan, start);
  if (word > start) return contractionEnd(scan, word);

  // A mark that leads no word is one itself: `[…\p{M}]+` without the optional first character.
  if (first === classes.mark) return contractionEnd(scan, lowerWordEnd(scan, from));

  const capitals = runEnd(scan, start, isUpperPart);
  return capitals > start ? contractionEnd(scan, capitals) : from;
}

/** `[upper part]*[lower part]+`; `start` itself where it doesn't match. */
function lowerWordEnd(scan: Scan, start: number): number {
  let at = start;
  let caselessEnd = start;
  let kind = classAt(scan, at);
  while (isUpperPart(kind)) {
    at += scan.width;
    if (kind !== classes.upper) caselessEnd = at;
    kind = classAt(scan, at);
  }
  if (kind === classes.lower) return runEnd(scan, at, isLowerPart);
  // No lowercase follows: the pattern steps back to the last letter that has no case.
  return caselessEnd;
}

function contractionOrWord(scan: Scan, from: number): number {
  const contracted = contractionEnd(scan, from);
  if (contracted > from) return contracted;
  const first = classAt(scan, from);
  const mayLead = first === classes.space || first === classes.other || first === classes.mark;
  const start = mayLead ? from + scan.width : from;
  const end = runEnd(scan, start, isLetter);
  return end > start ? end : from;
}

/** Past `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` in any case; `from` itself without one. */
function contractionEnd(scan: Scan, from: number): number {
  if (letterAt(scan, from) !== "'") return from;
  const first = letterAt(scan, from + 1);
  if (first === "s" || first === "t" || first === "m" || first === "d") return from + 2;
  if (first !== "l" && first !== "v" && first !== "r") return from;
  const second = letterAt(scan, from + 2);
  return second === (first === "l" ? "l" : "e") ? from + 3 : from;
}

function numberEnd(scan: Scan, from: number): number {
  let at = from;
  for (let digits = 0; digits < 3 && classAt(scan, at) === classes.number; digits += 1) {
    at += scan.width;
  }
  return at;
}

/** ` ?[^\s\p{L}\p{N}]+` and what may trail it; `from` itself where it doesn't match. */
function punctuationEnd(scan: Scan, pattern: SplitPattern, from: number): number {
  const start = letterAt(scan, from) === " " ? from + 1 : from;
  const end = runEnd(scan, start, isPunctuation);
  if (end === start) return from;

  let at = end;
  while (classAt(scan, at) === classes.newline || (pattern === "o200k_base" && isSlash(scan, at))) {
    at += 1;
  }
  return at;
}

/** White space: to its last newline, else all but the last one, which leads what follows. */
function spaceEnd(scan: Scan, pattern: SplitPattern, from: number): number {
  let at = from;
  let newlineEnd = from;
  let kind = classAt(scan, at);
  while (kind === classes.space || kind === classes.newline) {
    at += 1;
    if (kind === classes.newline) newlineEnd = at;
    kind = classAt(scan, at);
  }
  const endsText = kind === classes.end;
  if (endsText && pattern === "cl100k_base") return at;
  if (newlineEnd > from) return newlineEnd;
  return endsText || at - from === 1 ? at : at - 1;
}

function runEnd(scan: Scan, from: number, belongs: (kind: number) => boolean): number {
  let at = from;
  while (belongs(classAt(scan, at))) at += scan.width;
  return at;
}

function isUpperPart(kind: number): boolean {
  return kind === classes.upper || kind === classes.letter || kind === classes.mark;
}

function isLowerPart(kind: number): boolean {
  return kind === classes.lower || kind === classes.letter || kind === classes.mark;
}

function isLetter(kind: number): boolean {
  return kind === classes.upper || kind === classes.lower || kind === classes.letter;
}

function isPunctuation(kind: number): boolean {
  return kind === classes.other || kind === classes.mark;
}

function isSlash(scan: Scan, at: number): boolean {
  return letterAt(scan, at) === "/";
}

/** The ASCII character at an index, letters in lower case; "" beyond the limit. */
function letterAt(scan: Scan, at: number): string {
  if (at >= scan.limit) {
    if (scan.limitIsEnd) scan.touchedEnd = true;
    return "";
  }
  return scan.text.charAt(at).toLowerCase();
}

/** The class of the character at an index; its width is left in the scan. */
function classAt(scan: Scan, at: number): number {
  scan.width = 1;
  if (at >= scan.limit) {
    if (scan.limitIsEnd) scan.touchedEnd = true;
    return classes.end;
  }
  const unit = scan.text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff) return classOf(unit);
  return classOfPair(scan, at, unit);
}

/** Half a surrogate pair counts as the replacement character that it is encoded as. */
function classOfPair(scan: Scan, at: number, high: number): number {
  if (at + 1 >= scan.limit) {
    // Its other half may be still to come, or lie beyond the window.
    if (!scan.limitIsEnd) return classes.end;
    scan.touchedEnd = true;
    return classes.other;
  }
  const low = scan.text.charCodeAt(at + 1);
  if (low < 0xdc00 || low > 0xdfff) return classes.other;
  scan.width = 2;
  return classOf((high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000);
}
