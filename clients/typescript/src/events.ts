import { FareboxError } from "./errors.ts";
import { lineCharactersMax } from "./limits.ts";

/** One server-sent event. */
export interface StreamEvent {
  /** Its number, counted from 1; null where it carries none, as `[DONE]`. */
  readonly id: number | null;
  readonly data: string;
}

/** Takes the next bytes, and answers the events that they complete. */
export type EventReader = (bytes: Uint8Array) => StreamEvent[];

/**
 * Reads server-sent events from bytes that may be split anywhere, within a character too. An event
 * that its blank line has not closed is none: whoever resumes is sent it again. Throws where a line
 * outgrows its bound.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createEventReader(): EventReader {
  const decoder = new TextDecoder();
  /** Pieces of what no line's end has closed yet: joined once, however many they are. */
  let open: string[] = [];
  let openLength = 0;
  let id: number | null = null;
  let data: string[] = [];

  const takeLine = (line: string, events: StreamEvent[]): void => {
    if (line === "") {
      if (data.length > 0) events.push({ id, data: data.join("\n") });
      id = null;
      data = [];
      return;
    }
    const [, name, value = ""] = /^(data|id)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "data") data.push(value);
    else if (name === "id" && /^\d+$/.test(value)) id = Number(value);
  };

  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true });
    open.push(text);
    openLength += text.length;
    if (openLength > lineCharactersMax) throw new FareboxError("a line without end came");
    if (!/[\r\n]/.test(text) && !open.at(-2)?.endsWith("\r")) return [];

    // A CR at the very end may be half of a line's end.
    const lines = open.join("").split(/\r\n|\n|\r(?!$)/);
    open = [lines.pop() ?? ""];
    openLength = open[0]?.length ?? 0;
    const events: StreamEvent[] = [];
    for (const line of lines) takeLine(line, events);
    return events;
  };
}
