import type { ChatEvent } from "../core/chat/event.ts";
import type { Output } from "./output.ts";

/** An output whose text stays here, for the next step to read: none of it leaves. */
export interface KeptText {
  readonly output: Output;
  /** All text so far, with that of the events that were kept back for the end. */
  read(closing: readonly ChatEvent[]): string;
}

export function keepText(): KeptText {
  let text = "";
  return {
    output: {
      live: false,
      placed: () => {},
      begin: () => {},
      write: (events) => {
        text += textOf(events);
        return undefined;
      },
      end: () => {},
    },
    read: (closing) => text + textOf(closing),
  };
}

function textOf(events: readonly ChatEvent[]): string {
  return events.map(({ delta }) => delta?.content ?? "").join("");
}
