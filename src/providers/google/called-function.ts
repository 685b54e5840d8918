import type { Message } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";
import { type JsonRecord, parseJson } from "../json.ts";

/** A call that the model made in an earlier turn, as the caller sends it back. */
export interface CalledFunction {
  readonly id: string | null;
  readonly name: string;
  readonly args: JsonRecord;
  /** What the model needs to see again to go on thinking. */
  readonly signature: string | null;
}

/** Reads one of a message's `tool_calls`; null where it is no call of a function. */
export function readCall(call: unknown): CalledFunction | null {
  const name = nameOfFunction(call);
  if (name === null || !isRecord(call)) return null;
  const called = call["function"];
  const args = isRecord(called) ? readArguments(called["arguments"]) : null;
  if (args === null) return null;
  const id = call["id"];
  return { id: typeof id === "string" ? id : null, name, args, signature: readSignature(call) };
}

function readArguments(given: unknown): JsonRecord | null {
  if (given === undefined || given === null || given === "") return {};
  if (typeof given !== "string") return null;
  const read = parseJson(given);
  return isRecord(read) ? read : null;
}

function readSignature(call: JsonRecord): string | null {
  const extra = call["extra_content"];
  const own = isRecord(extra) ? extra["google"] : null;
  const signature = isRecord(own) ? own["thought_signature"] : null;
  return typeof signature === "string" && signature !== "" ? signature : null;
}

/** The name of the function whose call a tool's message answers: the newest of that id. */
export function findCalledName(message: Message, before: readonly Message[]): string | null {
  const id = message.passedOn["tool_call_id"];
  for (const earlier of before.toReversed()) {
    const calls = earlier.passedOn["tool_calls"];
    const made = Array.isArray(calls) ? calls.map(readCall) : [];
    const found = made.find((call) => call !== null && call.id === id);
    if (found) return found.name;
  }
  return null;
}

/** The name within `{type: "function", function: {name}}`, or null where it is no such thing. */
export function nameOfFunction(tool: unknown): string | null {
  const called = isRecord(tool) && tool["type"] === "function" ? tool["function"] : null;
  const name = isRecord(called) ? called["name"] : null;
  return typeof name === "string" ? name : null;
}
