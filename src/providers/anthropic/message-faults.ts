import type { Message } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";
import { findFirstFault, findForeignField } from "../messages-fault.ts";
import { readThinkingBlocks } from "./thinking-blocks.ts";
import { readCall } from "./tool-calls.ts";

/** What of the messages this wire cannot say, in a sentence that names the place, or null. */
export function findMessagesFault(messages: readonly Message[]): string | null {
  return findFirstFault(messages, findMessageFault);
}

function findMessageFault(message: Message, before: readonly Message[]): string | null {
  const { role, content, passedOn } = message;
  const pictured = Array.isArray(content) && content.some((part) => part.kind === "picture");
  if (pictured && role !== "user" && role !== "tool") return "can't hold pictures.";
  const foreign = findForeignField(message);
  if (foreign !== null) return foreign;
  if (role === "function") return "has the role function: answer a call of `tool_calls` as tool.";
  if (role === "tool" && !wasCalled(passedOn["tool_call_id"], before)) {
    return "answers a `tool_call_id` that no message before it made.";
  }
  if (readThinkingBlocks(passedOn) === null) {
    return "brings `extra_content.anthropic.thinking_blocks` that are not as they were given.";
  }
  return findCallsFault(passedOn["tool_calls"] ?? []);
}

function wasCalled(id: unknown, before: readonly Message[]): boolean {
  return before.some(({ passedOn }) => {
    const calls = passedOn["tool_calls"];
    return Array.isArray(calls) && calls.some((call) => isRecord(call) && call["id"] === id);
  });
}

function findCallsFault(calls: unknown): string | null {
  if (!Array.isArray(calls)) return "has `tool_calls` that are no list.";
  for (const call of calls) {
    if (readCall(call) === null) {
      return "has a tool call without id or name, or whose arguments are no JSON object.";
    }
  }
  return null;
}
