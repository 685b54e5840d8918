import type { Delta } from "../../../core/chat/event.ts";
import { isRecord } from "../../../core/is-record.ts";
import { ResponseOutput } from "./output.ts";

/** What a chunk of the answer says. */
export interface ChunkSaid {
  readonly delta: Delta;
  readonly logprobs: unknown;
}

/** Reads one chunk; null where it says nothing of the answer. */
export function readChunk(chunk: Uint8Array): ChunkSaid | null {
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString();
  const parsed: unknown = JSON.parse(text);
  const choices = isRecord(parsed) ? parsed["choices"] : null;
  const choice: unknown = Array.isArray(choices) ? choices[0] : null;
  if (!isRecord(choice) || !isRecord(choice["delta"])) return null;
  // Every chunk was read and checked when it came in, or made by us.
  return { delta: choice["delta"] as Delta, logprobs: choice["logprobs"] ?? null };
}

/** The items of a whole answer, the same that its stream told. */
export function collectOutput(
  id: string,
  chunks: readonly Uint8Array[],
  status: "completed" | "incomplete",
): readonly Record<string, unknown>[] {
  const output = new ResponseOutput(keyOf(id));
  for (const chunk of chunks) {
    const said = readChunk(chunk);
    if (said !== null) output.take(said.delta, said.logprobs);
  }
  output.close(status);
  return output.items();
}

/** The call whose answer an item's id is from; null for ids that were never made here. */
export function callOf(itemId: string): string | null {
  const key = /^[a-z]+_([0-9a-z]{26})_\d{1,9}$/.exec(itemId)?.[1];
  return key === undefined ? null : `chatcmpl-${key}`;
}

/** What the ids of a call's items have in common: its own, without its kind. */
export function keyOf(id: string): string {
  return id.slice(id.indexOf("-") + 1);
}
