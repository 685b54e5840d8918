import type { Refusal } from "../../../core/refusal.ts";
import type { WriteError } from "../write-error.ts";
import { writeError } from "../write-error.ts";

/**
 * Tells refusals in the words of a response's request: what the chat inside calls `messages[3]` is
 * `input[2]` to its caller. `origins` are the fields that the messages came from, in their order.
 */
export function errorWriter(origins: readonly string[]): WriteError {
  return (refusal) => writeError(renameFields(refusal, origins));
}

export function renameFields(refusal: Refusal, origins: readonly string[]): Refusal {
  const { message, param } = refusal;
  return {
    ...refusal,
    // Only what stands as a field is one: a provider's or a user's own words are left as they are.
    message: message
      .replaceAll(
        /`([a-z_][\w.[\]]*)`/gi,
        (_whole, field: string) => `\`${rename(field, origins)}\``,
      )
      .replaceAll(/\bmax_tokens\b/g, "max_output_tokens"),
    param: param === null ? null : rename(param, origins),
  };
}

function rename(field: string, origins: readonly string[]): string {
  const placed = /^messages\[(\d+)\](.*)$/.exec(field);
  if (placed !== null) {
    const origin = origins[Number(placed[1])];
    return origin === undefined ? "input" : origin + (placed[2] ?? "");
  }
  const [, head = field, rest = ""] = /^(\w+)(.*)$/.exec(field) ?? [];
  return (names.get(head) ?? head) + rest;
}

const names: ReadonlyMap<string, string> = new Map([
  ["messages", "input"],
  ["max_tokens", "max_output_tokens"],
  ["max_completion_tokens", "max_output_tokens"],
  ["response_format", "text.format"],
  ["reasoning_effort", "reasoning.effort"],
  ["include_reasoning", "reasoning.summary"],
  ["verbosity", "text.verbosity"],
  ["logprobs", "top_logprobs"],
  ["tool_call_id", "call_id"],
]);
