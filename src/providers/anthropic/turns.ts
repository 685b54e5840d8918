import { assert } from "../../core/assert.ts";
import type { Message, Part, Picture } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";
import type { UpstreamOrder } from "../../ports/upstream.ts";
import { cacheControlOf } from "./cache-control.ts";
import { readThinkingBlocks } from "./thinking-blocks.ts";
import { readCall } from "./tool-calls.ts";

/** One turn of a conversation, whose pictures are not yet written out. */
export interface WireTurn {
  readonly role: "user" | "assistant";
  readonly blocks: readonly WireBlock[];
}

export type WireBlock =
  | { readonly json: object }
  | PictureBlock
  /** A tool's result, which holds texts and pictures of its own. */
  | { readonly result: object; readonly blocks: readonly WireBlock[] };

export interface PictureBlock {
  readonly picture: Picture;
  /** What the block carries beside its picture. */
  readonly more: object;
}

/** All turns but those of the system, which stand apart on this wire. */
export function writeTurns(order: UpstreamOrder): readonly WireTurn[] {
  const turns: WireTurn[] = [];
  let answering = false;
  for (const message of order.chat.messages) {
    if (isSystem(message)) continue;
    const answers = message.role === "tool";
    const last = turns.at(-1);
    // The results of the calls of one turn belong into one turn, as many as there were calls.
    if (answers && answering && last !== undefined) {
      const blocks = [...last.blocks, writeResult(order, message)];
      turns[turns.length - 1] = { ...last, blocks };
    } else if (answers) {
      turns.push({ role: "user", blocks: [writeResult(order, message)] });
    } else {
      turns.push(writeTurn(order, message));
    }
    answering = answers;
  }
  return turns;
}

/** What the system and the developer said, as the blocks of one prompt. */
export function writeSystem(messages: readonly Message[]): readonly object[] {
  return messages.filter(isSystem).flatMap((message) => writeTexts(message));
}

function isSystem({ role }: Message): boolean {
  return role === "system" || role === "developer";
}

function writeTexts({ content, passedOn }: Message): readonly object[] {
  const parts = typeof content === "string" ? [textPart(content)] : (content ?? []);
  const blocks = parts.flatMap((part) => (part.kind === "picture" ? [] : [textBlock(part)]));
  return withLast(blocks, (last) => ({ ...last, ...cacheControlOf(passedOn) }));
}

function textPart(text: string): Part {
  return { kind: "text", text, passedOn: {} };
}

function textBlock(part: Exclude<Part, { kind: "picture" }>): object {
  const text = part.kind === "text" ? part.text : part.refusal;
  return { type: "text", text, ...cacheControlOf(part.passedOn) };
}

/** A message's own `cache_control` means all of it: that is its last block's. */
function withLast<T>(items: readonly T[], change: (last: T) => T): readonly T[] {
  return items.map((item, index) => (index === items.length - 1 ? change(item) : item));
}

function writeTurn(order: UpstreamOrder, message: Message): WireTurn {
  const { role, passedOn } = message;
  const calls = Array.isArray(passedOn["tool_calls"]) ? passedOn["tool_calls"] : [];
  const said = writeBlocks(order, message);
  // A turn that only calls has an empty text beside, which the provider refuses.
  const kept = calls.length > 0 ? said.filter((block) => !isEmptyText(block)) : said;
  // Signed thoughts come first, or the provider refuses the turn.
  const thoughts = (readThinkingBlocks(passedOn) ?? []).map((json) => ({ json }));
  const blocks: readonly WireBlock[] = [...thoughts, ...kept, ...calls.map(writeCall)];
  return {
    role: role === "assistant" ? "assistant" : "user",
    blocks: withLast(blocks, (last) => withCacheControl(last, passedOn)),
  };
}

function withCacheControl(block: WireBlock, passedOn: Message["passedOn"]): WireBlock {
  const control = cacheControlOf(passedOn);
  if ("json" in block) return { json: { ...block.json, ...control } };
  return "picture" in block ? { ...block, more: { ...block.more, ...control } } : block;
}

function writeBlocks(order: UpstreamOrder, { content }: Message): readonly WireBlock[] {
  const parts = typeof content === "string" ? [textPart(content)] : (content ?? []);
  return parts.map((part) => writeBlock(order, part));
}

function writeBlock(order: UpstreamOrder, part: Part): WireBlock {
  if (part.kind !== "picture") return { json: textBlock(part) };
  const picture = order.pictures[part.index];
  assert(picture !== undefined, "every picture of the messages was measured");
  return { picture, more: cacheControlOf(part.passedOn) };
}

function isEmptyText(block: WireBlock): boolean {
  return "json" in block && "text" in block.json && block.json.text === "";
}

function writeCall(given: unknown): WireBlock {
  const call = readCall(given);
  assert(call !== null, "a call that can't be read was refused before");
  const { id, name, input } = call;
  const control = isRecord(given) ? cacheControlOf(given) : {};
  return { json: { type: "tool_use", id, name, input, ...control } };
}

function writeResult(order: UpstreamOrder, message: Message): WireBlock {
  const id = message.passedOn["tool_call_id"];
  const failed = message.passedOn["is_error"] === true ? { is_error: true } : {};
  const control = cacheControlOf(message.passedOn);
  const result = { type: "tool_result", tool_use_id: id, ...failed, ...control };
  return { result, blocks: writeBlocks(order, message).filter((block) => !isEmptyText(block)) };
}
