/** How an answer ended. */
export interface Finish {
  /** In OpenAI's words. */
  readonly told: string;
  /** Why it is no answer, where the model failed at making one. */
  readonly broken?: string;
}

/**
 * `finishReason` in OpenAI's words, or null while the answer goes on. New reasons appear without
 * notice, and an answer that has one has ended.
 *
 * Source: `FinishReason` of Google's own client (2026-11-22).
 */
export function readFinish(reason: unknown, called: boolean): Finish | null {
  if (typeof reason !== "string" || reason === "") return null;
  if (reason === "MAX_TOKENS") return { told: "length" };
  if (filtered.has(reason)) return { told: "content_filter" };
  const fault = faults.get(reason);
  if (fault !== undefined) return { told: "error", broken: fault };
  return { told: called ? "tool_calls" : "stop" };
}

/** What the provider would not say, or would not say further. */
const filtered: ReadonlySet<string> = new Set([
  "SAFETY",
  "RECITATION",
  "LANGUAGE",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "IMAGE_RECITATION",
  "IMAGE_OTHER",
  "NO_IMAGE",
  "OTHER",
]);

const faults: ReadonlyMap<string, string> = new Map([
  ["MALFORMED_FUNCTION_CALL", "the model made a call of a function that can't be read"],
  ["UNEXPECTED_TOOL_CALL", "the model called a tool that it was not given"],
  ["TOO_MANY_TOOL_CALLS", "the model called too many tools in a row"],
  ["MALFORMED_RESPONSE", "the model made an answer that can't be read"],
]);
