import { readArguments } from "../read-arguments.ts";
import type { BlockEvent } from "./block-teller.ts";

/** The content that a stream's events build: a whole answer is the streamed one, gathered. */
export function collectBlocks(events: readonly BlockEvent[]): readonly object[] {
  const blocks: Block[] = [];
  for (const event of events) {
    if (event.type === "content_block_start")
      blocks.push({ shown: event.content_block, texts: {} });
    if (event.type === "content_block_delta") takeDelta(blocks.at(-1), event.delta);
  }
  return blocks.map(writeBlock);
}

interface Block {
  readonly shown: Readonly<Record<string, unknown>>;
  /** What the deltas add up to, by their field. */
  readonly texts: Record<string, string>;
}

function takeDelta(block: Block | undefined, delta: Readonly<Record<string, unknown>>): void {
  for (const [name, piece] of Object.entries(delta)) {
    if (block === undefined || name === "type" || typeof piece !== "string") continue;
    block.texts[name] = (block.texts[name] ?? "") + piece;
  }
}

function writeBlock({ shown, texts }: Block): object {
  const { partial_json: json, ...rest } = texts;
  if (shown["type"] !== "tool_use") return { ...shown, ...rest };
  return { ...shown, input: readArguments(json ?? "") };
}
