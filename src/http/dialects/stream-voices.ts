import { messagesStreamVoice } from "./anthropic/voices.ts";
import { chatStreamVoice } from "./chat/voices.ts";
import { generateStreamVoice } from "./google/voices.ts";
import { responseAgain, responseStreamVoice } from "./responses/voices.ts";
import type { StreamVoice } from "./voices.ts";

/** How somebody wants a stream told again. */
export interface StreamAsked {
  readonly includeUsage: boolean;
  /** The number of the last event that is known already; 0 for none. */
  readonly after: number;
}

/** A stream told again: which chunks are read for it, and in which words. */
export interface StreamAgain {
  readonly voice: StreamVoice;
  /** The number of the last chunk that need not be read. */
  readonly after: number;
}

/**
 * In which dialects a call's stream can be told again, whatever it was made in. Events of chat
 * completions are the chunks themselves; the others count their own, from the first chunk on.
 */
export const streamDialects: ReadonlyMap<string, (asked: StreamAsked) => StreamAgain> = new Map([
  ["chat", ({ includeUsage, after }) => ({ voice: chatStreamVoice({ includeUsage }), after })],
  ["messages", ({ after }) => ({ voice: messagesStreamVoice({ after }), after: 0 })],
  [
    "generate_content",
    ({ after }) => ({ voice: generateStreamVoice({ framing: "sse", after }), after: 0 }),
  ],
  [
    "responses",
    // Its events count from 0.
    ({ after }) => ({ voice: responseStreamVoice(responseAgain(after - 1)), after: 0 }),
  ],
]);
