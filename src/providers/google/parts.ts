import type { ChatEvent, Delta } from "../../core/chat/event.ts";
import { isRecord } from "../../core/is-record.ts";
import type { JsonRecord } from "../json.ts";
import { readLogprobs } from "./logprobs.ts";

/** What is remembered from event to event of one answer. */
export interface AnswerState {
  /** Google's own id of the answer. */
  responseId: string | null;
  /** Functions called so far. */
  calls: number;
  /** True once something was said. */
  begun: boolean;
}

/**
 * Reads the parts of a candidate, one event each, so that a picture is metered apart from the text
 * around it. Answers what cannot be read, or null. Kinds of part that nobody asked for say nothing.
 */
export function readParts(
  state: AnswerState,
  candidate: JsonRecord,
  into: ChatEvent[],
): string | null {
  const { content } = candidate;
  let logprobs = readLogprobs(candidate["logprobsResult"]);
  if (content === undefined || content === null) return null;
  const parts = isRecord(content) ? (content["parts"] ?? []) : null;
  if (!Array.isArray(parts)) return "`parts` is no list";
  for (const part of parts) {
    if (!isRecord(part)) return "a part is no object";
    const delta = readPart(state, part);
    if (typeof delta === "string") return delta;
    if (delta === null) continue;
    const opening = state.begun ? {} : { role: "assistant" };
    state.begun = true;
    into.push({ delta: { ...opening, ...delta }, logprobs, finish: null, usage: null, raw: null });
    // They are told once for all parts of an event.
    logprobs = null;
  }
  return null;
}

function readPart(state: AnswerState, part: JsonRecord): Delta | string | null {
  const { text, functionCall: call, inlineData: data } = part;
  const thought = part["thought"] === true;
  if (text !== undefined) {
    if (typeof text !== "string") return "`text` is no text";
    if (text === "") return null;
    return thought ? { reasoning_content: text } : { content: text };
  }
  if (call !== undefined) return readCall(state, call, part["thoughtSignature"]);
  // Pictures made in thought are drafts, which nobody is charged for and nobody gets.
  return data === undefined || thought ? null : readPicture(data);
}

function readCall(state: AnswerState, call: unknown, signature: unknown): Delta | string {
  if (!isRecord(call) || typeof call["name"] !== "string") return "a function call has no name";
  const index = state.calls;
  state.calls += 1;
  const id = call["id"];
  const extra =
    typeof signature === "string"
      ? { extra_content: { google: { thought_signature: signature } } }
      : {};
  return {
    tool_calls: [
      {
        index,
        id: typeof id === "string" && id !== "" ? id : madeUpId(state, index),
        type: "function",
        function: { name: call["name"], arguments: JSON.stringify(call["args"] ?? {}) },
        ...extra,
      },
    ],
  };
}

/** The same for the same answer, and another one for every answer of a conversation. */
function madeUpId({ responseId }: AnswerState, index: number): string {
  return responseId === null ? `call_${index}` : `call_${responseId}_${index}`;
}

function readPicture(data: unknown): Delta | string | null {
  if (!isRecord(data)) return "`inlineData` is no object";
  const { mimeType, data: base64 } = data;
  if (typeof mimeType !== "string" || typeof base64 !== "string") return "`inlineData` lacks data";
  if (!mimeType.startsWith("image/")) return null;
  const url = `data:${mimeType};base64,${base64}`;
  return { images: [{ type: "image_url", image_url: { url } }] };
}
