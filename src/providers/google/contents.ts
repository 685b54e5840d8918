import { assert } from "../../core/assert.ts";
import type { Message, Part, Picture } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";
import type { UpstreamOrder } from "../../ports/upstream.ts";
import { parseJson } from "../json.ts";
import { type CalledFunction, findCalledName, readCall } from "./called-function.ts";
import { generationOf, levelsFrom } from "./generation.ts";

/** One turn of a conversation, whose pictures are not yet written out. */
export interface WireContent {
  readonly role: "user" | "model";
  readonly parts: readonly WirePart[];
}

export type WirePart = { readonly json: object } | PicturePart;

export interface PicturePart {
  readonly picture: Picture;
  /** `mediaResolution` of this part; null where the model has none, or chooses. */
  readonly resolution: string | null;
}

/** All turns but those of the system, which stand apart on this wire. */
export function writeContents(order: UpstreamOrder): readonly WireContent[] {
  const { messages } = order.chat;
  const contents: WireContent[] = [];
  let answering = false;
  for (const [at, message] of messages.entries()) {
    if (isSystem(message)) continue;
    const answers = message.role === "tool" || message.role === "function";
    const parts = answers
      ? writeAnswer(order, message, messages.slice(0, at))
      : writeTurn(order, message);
    const last = contents.at(-1);
    // The answers to the calls of one turn belong into one turn, as many as there were calls.
    if (answers && answering && last !== undefined) {
      contents[contents.length - 1] = { ...last, parts: [...last.parts, ...parts] };
    } else {
      contents.push({ role: message.role === "assistant" ? "model" : "user", parts });
    }
    answering = answers;
  }
  return contents;
}

/** What the system and the developer said, as the parts of one instruction. */
export function writeInstruction(messages: readonly Message[]): readonly object[] {
  return messages.filter(isSystem).flatMap((message) => textsOf(message).map((text) => ({ text })));
}

function isSystem({ role }: Message): boolean {
  return role === "system" || role === "developer";
}

function textsOf({ content }: Message): readonly string[] {
  if (typeof content === "string") return [content];
  return (content ?? []).flatMap((part) => (part.kind === "picture" ? [] : [saidIn(part)]));
}

function saidIn(part: Exclude<Part, { kind: "picture" }>): string {
  return part.kind === "text" ? part.text : part.refusal;
}

function writeTurn(order: UpstreamOrder, message: Message): readonly WirePart[] {
  const { content, passedOn } = message;
  const calls = Array.isArray(passedOn["tool_calls"]) ? passedOn["tool_calls"] : [];
  const said =
    typeof content === "string"
      ? [{ json: { text: content } }]
      : (content ?? []).map((part) => writePart(order, part));
  // A turn that only calls has an empty text beside, which the provider refuses.
  const kept = calls.length > 0 ? said.filter((part) => !isEmptyText(part)) : said;
  return [...kept, ...calls.map((call, index) => writeCall(order, readCall(call), index))];
}

function isEmptyText(part: WirePart): boolean {
  return "json" in part && "text" in part.json && part.json.text === "";
}

function writePart(order: UpstreamOrder, part: Part): WirePart {
  if (part.kind !== "picture") return { json: { text: saidIn(part) } };
  const picture = order.pictures[part.index];
  assert(picture !== undefined, "every picture of the messages was measured");
  return { picture, resolution: resolutionOf(picture, order.model) };
}

/**
 * Source: https://ai.google.dev/gemini-api/docs/media-resolution and `PartMediaResolutionLevel` of
 * Google's own client (2026-11-22).
 */
const resolutions = {
  low: "MEDIA_RESOLUTION_LOW",
  high: "MEDIA_RESOLUTION_HIGH",
  original: "MEDIA_RESOLUTION_ULTRA_HIGH",
  auto: null,
} as const;

function resolutionOf({ detail }: Picture, model: string): string | null {
  return generationOf(model) >= levelsFrom ? resolutions[detail] : null;
}

/**
 * What Google names for calls that come without a signature, from another model's turn or from a
 * client that drops what it doesn't know: without any, the third generation refuses the call.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures (2026-11-22).
 */
const signatureAbsent = "skip_thought_signature_validator";

function writeCall(order: UpstreamOrder, call: CalledFunction | null, index: number): WirePart {
  assert(call !== null, "a call that can't be read was refused before");
  const { name, args } = call;
  // Of the calls of one turn only the first is signed.
  const wanted = index === 0 && generationOf(order.model) >= levelsFrom;
  const signature = call.signature ?? (wanted ? signatureAbsent : null);
  const signed = signature === null ? {} : { thoughtSignature: signature };
  return { json: { functionCall: { ...idOf(call.id), name, args }, ...signed } };
}

/** Ids that we had to make up mean nothing to the provider. */
function idOf(id: unknown): object {
  return typeof id === "string" && !id.startsWith("call_") ? { id } : {};
}

function writeAnswer(
  order: UpstreamOrder,
  message: Message,
  before: readonly Message[],
): readonly WirePart[] {
  const named = message.passedOn["name"];
  const name = message.role === "function" ? named : findCalledName(message, before);
  const failed = message.passedOn["is_error"] === true;
  const response = readResult(textsOf(message).join("\n"), failed);
  const answer = { ...idOf(message.passedOn["tool_call_id"]), name, response };
  const parts = Array.isArray(message.content) ? message.content : [];
  const pictures = parts.filter((part: Part) => part.kind === "picture");
  return [
    { json: { functionResponse: answer } },
    ...pictures.map((part: Part) => writePart(order, part)),
  ];
}

/**
 * A result is an object on this wire: one in JSON stays itself, any other text is named, by what it
 * is.
 */
function readResult(text: string, failed: boolean): object {
  const read = parseJson(text);
  if (failed) return { error: isRecord(read) ? read : text };
  return isRecord(read) ? read : { output: text };
}
