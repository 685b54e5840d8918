import { isRecord } from "../../core/is-record.ts";
import { type JsonRecord, parseJson } from "../json.ts";

/** A call that the model made in an earlier turn, as the caller sends it back. */
export interface MadeCall {
  readonly id: string;
  readonly name: string;
  readonly input: JsonRecord;
}

/** Reads one of a message's `tool_calls`; null where it is no call of a function. */
export function readCall(call: unknown): MadeCall | null {
  const name = nameOfFunction(call);
  if (name === null || !isRecord(call)) return null;
  const { id, function: called } = call;
  const input = isRecord(called) ? readInput(called["arguments"]) : null;
  return input === null || typeof id !== "string" ? null : { id, name, input };
}

function readInput(given: unknown): JsonRecord | null {
  if (given === undefined || given === null || given === "") return {};
  if (typeof given !== "string") return null;
  const read = parseJson(given);
  return isRecord(read) ? read : null;
}

/** The name within `{type: "function", function: {name}}`, or null where it is no such thing. */
export function nameOfFunction(tool: unknown): string | null {
  const called = isRecord(tool) && tool["type"] === "function" ? tool["function"] : null;
  const name = isRecord(called) ? called["name"] : null;
  return typeof name === "string" ? name : null;
}
