import type { Delta } from "../../core/chat/event.ts";
import type { PassedOn } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";

/** A block of thinking as the model signed it: it wants to see it again in the next turn. */
export type ThinkingBlock =
  | { readonly type: "thinking"; readonly thinking: string; readonly signature: string }
  | { readonly type: "redacted_thinking"; readonly data: string };

/** Where an answer's message carries them, and where the next turn brings them back. */
export function writeThinkingBlocks(blocks: readonly ThinkingBlock[]): Delta {
  return { extra_content: { anthropic: { thinking_blocks: blocks } } };
}

/** The blocks that a message brings back; null where what it brings is none. */
export function readThinkingBlocks(message: PassedOn): readonly ThinkingBlock[] | null {
  const extra = message["extra_content"];
  const own = isRecord(extra) ? extra["anthropic"] : undefined;
  const blocks = isRecord(own) ? (own["thinking_blocks"] ?? []) : [];
  if (!Array.isArray(blocks)) return null;
  const read = blocks.map(readBlock).filter((block) => block !== null);
  return read.length === blocks.length ? read : null;
}

function readBlock(block: unknown): ThinkingBlock | null {
  if (!isRecord(block)) return null;
  const { type, thinking, signature, data } = block;
  if (type === "redacted_thinking") return typeof data === "string" ? { type, data } : null;
  if (type !== "thinking") return null;
  const signed = typeof thinking === "string" && typeof signature === "string";
  return signed ? { type, thinking, signature } : null;
}
