import type { PassedOn } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";

/** Leaves out of a call, a message or a part what its server would refuse to know. */
export type KeepKnown = (given: PassedOn) => PassedOn;

/** Compatible servers are each of their own kind: they are told everything. */
export const keepAll: KeepKnown = (given) => given;

/**
 * OpenAI's own API refuses every field that it does not know. Left out are those that other
 * providers want of a conversation that may have begun with them, and that change nothing here:
 * marks for caches, signatures of thoughts, the wish to see thoughts, which are never shown there.
 * Source: the types of OpenAI's own client, which have none of them (2026-11-22).
 */
export const keepKnown: KeepKnown = (given) => {
  const kept = Object.entries(given).filter(([name]) => !foreign.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, listed.includes(name) ? keepInList(value) : value]),
  );
};

const foreign: readonly string[] = ["cache_control", "extra_content", "include_reasoning"];

/** Lists whose entries may be marked themselves; what a tool calls its own fields is its own. */
const listed: readonly string[] = ["tools", "tool_calls"];

function keepInList(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((entry: unknown) => (isRecord(entry) ? keepKnown(entry) : entry));
}
