/**
 * Unicode's general categories as far as the split patterns of the vocabularies tell them apart.
 * A mark belongs to words and to punctuation, so it is a class of its own.
 */
export const classes = {
  /** Beyond the text, or beyond the window. */
  end: 0,
  /** Uppercase and titlecase letters. */
  upper: 1,
  /** Lowercase letters. */
  lower: 2,
  /** Letters without case: ideographs, modifiers. */
  letter: 3,
  mark: 4,
  number: 5,
  /** Carriage return and line feed. */
  newline: 6,
  /** All other white space. */
  space: 7,
  /** Punctuation, symbols, controls, halves of surrogate pairs. */
  other: 8,
} as const;

const pageSize = 256;
const pages: (Uint8Array | undefined)[] = new Array(0x110000 / pageSize);

/** The class of one code point. Pages of the table are filled when first needed: most never are. */
export function classOf(codePoint: number): number {
  if (codePoint < pageSize) return firstPage[codePoint] ?? classes.other;
  const number = codePoint >>> 8;
  let page = pages[number];
  if (page === undefined) {
    page = readPage(number * pageSize);
    pages[number] = page;
  }
  return page[codePoint & 0xff] ?? classes.other;
}

/** Most text has no other characters. */
const firstPage = readPage(0);

function readPage(first: number): Uint8Array {
  return Uint8Array.from({ length: pageSize }, (_, offset) => classify(first + offset));
}

function classify(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  if (character === "\r" || character === "\n") return classes.newline;
  // The reference tokenizer's `\s` is Unicode's White_Space; JavaScript's `\s` differs from it in
  // U+0085 and U+FEFF.
  if (/\p{White_Space}/u.test(character)) return classes.space;
  if (/[\p{Lu}\p{Lt}]/u.test(character)) return classes.upper;
  if (/\p{Ll}/u.test(character)) return classes.lower;
  if (/\p{L}/u.test(character)) return classes.letter;
  if (/\p{M}/u.test(character)) return classes.mark;
  if (/\p{N}/u.test(character)) return classes.number;
  return classes.other;
}
