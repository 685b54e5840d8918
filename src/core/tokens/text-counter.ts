import { countPiece } from "./count-text.ts";
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
export const wordMax = 1024;

/**
 * Opens a counter whose count is always that of the whole text in one piece (`countTokens`), for
 * words up to `wordMax`.
 *
 * Only the tail is kept. A piece of the split pattern is settled as soon as finding its end never
 * looked beyond what is there: the pattern looks ahead only and has no memory, so no later text
 * can move that end, and the next piece starts there whatever follows. Where the decision touched
 * the end, the piece stays in the tail and is found anew with the next text.
 */
export function openTextCounter(vocabulary: Vocabulary): TextCounter {
  let tail = "";
  let settled = 0;
  /** Tokens of the tail, or null until somebody asks. */
  let tailTokens: number | null = 0;

  return {
    push(text) {
      if (text === "") return;
      tail += text;
      tailTokens = null;
      const scan = openScan(tail, wordMax);
      let from = 0;
      while (from < tail.length) {
        const to = pieceEnd(scan, vocabulary.pattern, from);
        if (scan.touchedEnd) break;
        settled += countPiece(vocabulary, tail, { from, to });
        from = to;
      }
      tail = tail.slice(from);
    },
    count() {
      tailTokens ??= countTail(vocabulary, tail);
      return settled + tailTokens;
    },
  };
}

function countTail(vocabulary: Vocabulary, tail: string): number {
  const scan = openScan(tail, wordMax);
  let tokens = 0;
  for (let from = 0; from < tail.length; ) {
    const to = pieceEnd(scan, vocabulary.pattern, from);
    tokens += countPiece(vocabulary, tail, { from, to });
    from = to;
  }
  return tokens;
}
