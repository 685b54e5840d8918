import type { Delta } from "../../core/chat/event.ts";
import { isRecord } from "../../core/is-record.ts";

/** What one chunk says of the answer. */
export interface ChunkRead {
  readonly delta: Delta;
  readonly finish: string | null;
  readonly logprobs: unknown;
}

/** Reads a chunk as it is kept and sent; null where it carries no choice. */
export function readChunk(chunk: Uint8Array): ChunkRead | null {
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString();
  const parsed: unknown = JSON.parse(text);
  const choices = isRecord(parsed) ? parsed["choices"] : null;
  const choice: unknown = Array.isArray(choices) ? choices[0] : null;
  if (!isRecord(choice)) return null;
  const { delta, finish_reason: finish, logprobs } = choice;
  return {
    // Every chunk was read and checked when it came in, or made by us.
    delta: isRecord(delta) ? (delta as Delta) : {},
    finish: typeof finish === "string" ? finish : null,
    logprobs,
  };
}
