import { writeHoldUsage } from "../../../core/chat/write-hold.ts";
import type { Ending } from "../../../flow/answer.ts";
import { renderUsage } from "../../../flow/render-chunks.ts";
import { collectChunks } from "../collect-chunks.ts";
import type { StreamVoice, WholeVoice } from "../voices.ts";
import { writeError } from "../write-error.ts";

const eventEnd = Buffer.from("\n\n");
const done = Buffer.from("data: [DONE]\n\n");

/** Tells chunks as server-sent events in OpenAI's dialect, each with its number as its id. */
export function chatStreamVoice({ includeUsage }: { readonly includeUsage: boolean }): StreamVoice {
  return {
    contentType: "text/event-stream; charset=utf-8",
    comment: Buffer.from(": waiting for the provider\n\n"),
    writeError,
    placed: () => {},
    take: frame,
    // `[DONE]` only where the answer is whole.
    end: ({ hold, refusal, chunks }) => [
      ...(includeUsage && refusal === null ? frame([renderUsage(hold)], chunks.length + 1) : []),
      ...(refusal === null ? [done] : []),
    ],
  };
}

function frame(chunks: readonly Uint8Array[], from: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (const [index, chunk] of chunks.entries()) {
    pieces.push(Buffer.from(`id: ${from + index}\ndata: `), chunk, eventEnd);
  }
  return pieces;
}

export const chatWholeVoice: WholeVoice = { writeError, write: writeCompletion };

/** The `chat.completion` of an answer that has ended. */
function writeCompletion({ hold, chunks }: Ending): Record<string, unknown> {
  const { order } = hold;
  const { message, logprobs, finish } = collectChunks(chunks);
  return {
    id: order.id,
    object: "chat.completion",
    created: Math.floor(order.at / 1000),
    model: order.model,
    choices: [{ index: 0, message, logprobs, finish_reason: finish ?? "stop" }],
    usage: writeHoldUsage(hold, null),
  };
}
