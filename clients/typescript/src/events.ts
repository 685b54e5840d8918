import { FareboxError } from "./errors.ts";
import { limits } from "./limits.ts";

/** One server-sent event. */
export interface StreamEvent {
  /** Its number, counted from 1; null where it carries none, as `[DONE]`. */
  readonly id: number | null;
  readonly data: string;
}

export interface EventReader {
  /** The events that these bytes complete. Throws where one outgrows its bound. */
  push(bytes: Uint8Array): readonly StreamEvent[];
}

/**
 * Reads server-sent events from bytes that may be split anywhere, within a character too. An event
 * that its blank line has not closed is none: whoever resumes is sent it again.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createEventReader(): EventReader {
  const decoder = new TextDecoder();
  const state: Reading = { line: [], length: 0, lineFeedDue: false, id: null, data: null };
  return {
    push: (bytes) => {
      const events: StreamEvent[] = [];
      readLines(state, decoder.decode(bytes, { stream: true }), events);
      return events;
    },
  };
}

interface Reading {
  /** Pieces of a line whose end has not come yet: joined once, however many they are. */
  line: string[];
  /** Characters of the event so far. */
  length: number;
  /** A line ended in CR at the very end of a piece: a LF that follows belongs to it. */
  lineFeedDue: boolean;
  id: number | null;
  data: string | null;
}

function readLines(state: Reading, text: string, events: StreamEvent[]): void {
  let at = state.lineFeedDue && text.startsWith("\n") ? 1 : 0;
  if (text !== "") state.lineFeedDue = false;
  let lf = text.indexOf("\n", at);
  let cr = text.indexOf("\r", at);
  while (lf !== -1 || cr !== -1) {
    const byCr = cr !== -1 && (lf === -1 || cr < lf);
    const end = byCr ? cr : lf;
    takeLine(state, endLine(state, text.slice(at, end)), events);
    at = end + 1;
    if (byCr) {
      state.lineFeedDue = at === text.length;
      if (text[at] === "\n") at += 1;
      cr = text.indexOf("\r", at);
    }
    if (lf !== -1 && lf < at) lf = text.indexOf("\n", at);
  }
  if (at < text.length) grow(state, text.slice(at));
}

function grow(state: Reading, piece: string): void {
  state.line.push(piece);
  state.length += piece.length;
  if (state.length <= limits.eventCharactersMax) return;
  throw new FareboxError(`an event of more than ${limits.eventCharactersMax} characters came`);
}

function endLine(state: Reading, rest: string): string {
  if (state.line.length === 0) return rest;
  const line = state.line.join("") + rest;
  state.line = [];
  return line;
}

function takeLine(state: Reading, line: string, events: StreamEvent[]): void {
  if (line === "") {
    if (state.data !== null) events.push({ id: state.id, data: state.data });
    state.id = null;
    state.data = null;
    state.length = 0;
    return;
  }
  const value = fieldOf(line, "data");
  if (value !== null) {
    state.data = state.data === null ? value : `${state.data}\n${value}`;
    return;
  }
  const id = fieldOf(line, "id");
  if (id !== null && /^\d+$/.test(id)) state.id = Number(id);
}

/** What stands behind `field:`, less one leading space; null for any other line. */
function fieldOf(line: string, field: string): string | null {
  if (!line.startsWith(field)) return null;
  if (line.length === field.length) return "";
  if (line[field.length] !== ":") return null;
  const from = field.length + 1;
  return line.slice(line[from] === " " ? from + 1 : from);
}
