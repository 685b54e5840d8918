import { isRecord } from "../is-record.ts";
import { type Refusal, type RefusalCode, refusals } from "../refusal.ts";

/** The refusal that a chunk tells as its `error`; null where it tells none. */
export function readErrorChunk(chunk: Uint8Array): Refusal | null {
  // Error chunks are our own and small: a picture is never parsed to find that it is none.
  if (chunk.length > errorChunkBytesMax) return null;
  const parsed: unknown = JSON.parse(Buffer.from(chunk).toString("utf8"));
  const error = isRecord(parsed) ? parsed["error"] : undefined;
  if (!isRecord(error) || !isCode(error["code"])) return null;
  return {
    refused: error["code"],
    message: String(error["message"]),
    param: typeof error["param"] === "string" ? error["param"] : null,
    metadata: isRecord(error["metadata"]) ? error["metadata"] : null,
    retryAfterSeconds: null,
  };
}

const errorChunkBytesMax = 64 * 1024;

function isCode(value: unknown): value is RefusalCode {
  return typeof value === "string" && Object.hasOwn(refusals, value);
}
