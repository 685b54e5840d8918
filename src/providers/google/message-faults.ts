import type { Message } from "../../core/chat/request.ts";
import { findFirstFault, findForeignField } from "../messages-fault.ts";
import { findCalledName, readCall } from "./called-function.ts";

/** What of the messages this wire cannot say, in a sentence that names the place, or null. */
export function findMessagesFault(messages: readonly Message[]): string | null {
  return findFirstFault(messages, findMessageFault);
}

function findMessageFault(message: Message, before: readonly Message[]): string | null {
  const { role, content, passedOn } = message;
  const pictured = Array.isArray(content) && content.some((part) => part.kind === "picture");
  if ((role === "system" || role === "developer") && pictured) return "can't hold pictures.";
  const foreign = findForeignField(message);
  if (foreign !== null) return foreign;
  if (role === "tool" && findCalledName(message, before) === null) {
    return "answers a `tool_call_id` that no message before it made.";
  }
  if (role === "function" && typeof passedOn["name"] !== "string") return "needs a `name`.";
  return findCallsFault(passedOn["tool_calls"] ?? []);
}

function findCallsFault(calls: unknown): string | null {
  if (!Array.isArray(calls)) return "has `tool_calls` that are no list.";
  for (const call of calls) {
    if (readCall(call) === null) {
      return "has a tool call without a function's name or whose arguments are no JSON object.";
    }
  }
  return null;
}
