import type { Answer } from "./compose-answer.ts";
import type { DrawnPicture } from "./draw-picture.ts";
import type { Piece } from "./vocabulary.ts";

/** The next words of an answer, as one event of a stream carries them. */
export interface AnswerPart {
  readonly text: string;
  /** Tokens of the text; a picture brings its own, which no limit holds back. */
  readonly tokens: number;
  /** Whether this is thinking, which goes before the answer. */
  readonly thought: boolean;
  readonly picture: DrawnPicture | null;
  /** The name of the tool that a call begins with; only ever on the first part. */
  readonly toolName: string | null;
}

/** An answer, taken part by part. */
export interface PieceReader {
  /** The next part of about `wanted` tokens and never more than `most`; null at the end. */
  take(wanted: number, most: number): AnswerPart | null;
  /** True where nothing is left. */
  ended(): boolean;
}

/**
 * Reads an answer up to its own end: thoughts, then a picture, then what is said. Nothing is
 * composed before it is taken, but one piece.
 */
export function readPieces(answer: Answer): PieceReader {
  const thoughts = readText(answer.thoughts, answer.thoughtTokens);
  const said = readText(answer.pieces, answer.tokens ?? Number.POSITIVE_INFINITY);
  let picture = answer.picture;
  let opening = answer.tool;
  return {
    take,
    ended: () => thoughts.ended() && picture === null && opening === null && said.ended(),
  };

  function take(wanted: number, most: number): AnswerPart | null {
    if (most <= 0) return null;
    if (!thoughts.ended()) return partOf(thoughts.take(wanted, most), { thought: true });
    if (picture !== null) {
      const drawn = picture;
      picture = null;
      return { ...nothingSaid, picture: drawn };
    }
    if (opening !== null) {
      const { name, nameTokens } = opening;
      opening = null;
      return { ...nothingSaid, tokens: Math.min(nameTokens, most), toolName: name };
    }
    return partOf(said.take(wanted, most), {});
  }
}

/** A part of which nothing is set. */
export const nothingSaid: AnswerPart = {
  text: "",
  tokens: 0,
  thought: false,
  picture: null,
  toolName: null,
};

function partOf(said: Said | null, more: Partial<AnswerPart>): AnswerPart | null {
  return said === null ? null : { ...nothingSaid, ...said, ...more };
}

interface Said {
  readonly text: string;
  readonly tokens: number;
}

/** Reads pieces up to their end, or up to `left` tokens of them. */
function readText(source: Iterable<Piece>, tokensMax: number) {
  const pieces = source[Symbol.iterator]();
  let next = tokensMax > 0 ? pieces.next() : null;
  let left = tokensMax;
  return { take, ended: () => left <= 0 || next === null || next.done === true };

  function take(wanted: number, most: number): Said | null {
    const room = Math.min(most, left);
    let text = "";
    let tokens = 0;
    while (tokens < Math.min(wanted, room) && next !== null && next.done !== true) {
      const piece = next.value;
      if (tokens + piece.tokens > room) {
        // Only some bytes of a character fit: a provider shows them as the replacement mark.
        text += "\ufffd";
        tokens = room;
        break;
      }
      text += piece.text;
      tokens += piece.tokens;
      next = pieces.next();
    }
    left -= tokens;
    return tokens === 0 ? null : { text, tokens };
  }
}
