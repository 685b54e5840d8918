import { readChunk } from "../read-chunk.ts";
import { ResponseOutput } from "./output.ts";

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
