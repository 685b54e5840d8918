/**
 * `stop_reason` in OpenAI's words, or null while the answer goes on. New reasons appear without
 * notice, and an answer that has one has ended.
 *
 * Source: `StopReason` of Anthropic's own client (2026-11-22).
 */
export function readFinish(reason: unknown): string | null {
  if (typeof reason !== "string" || reason === "") return null;
  return finishes.get(reason) ?? "stop";
}

const finishes: ReadonlyMap<string, string> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
  // Only tools of the provider's own pause a turn, and none is ever asked for here.
  ["pause_turn", "stop"],
  ["refusal", "content_filter"],
]);
