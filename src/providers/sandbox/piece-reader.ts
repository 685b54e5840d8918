import type { Answer } from "./compose-answer.ts";

/** The next words of an answer, as one event of a stream carries them. */
export interface AnswerPart {
  readonly text: string;
  readonly tokens: number;
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

/** Reads an answer up to its own end. Nothing is composed before it is taken, but one piece. */
export function readPieces(answer: Answer): PieceReader {
  const pieces = answer.pieces[Symbol.iterator]();
  let next = pieces.next();
  let left = answer.tokens ?? Number.POSITIVE_INFINITY;
  let opening = answer.tool;

  return { take, ended: () => opening === null && (left <= 0 || next.done === true) };

  function take(wanted: number, most: number): AnswerPart | null {
    const room = Math.min(most, left);
    if (room <= 0) return null;
    if (opening !== null) {
      const { name, nameTokens } = opening;
      opening = null;
      return { text: "", tokens: Math.min(nameTokens, room), toolName: name };
    }
    return takeText(Math.min(wanted, room), room);
  }

  function takeText(wanted: number, room: number): AnswerPart | null {
    let text = "";
    let tokens = 0;
    while (tokens < wanted && next.done !== true) {
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
    return tokens === 0 ? null : { text, tokens, toolName: null };
  }
}
