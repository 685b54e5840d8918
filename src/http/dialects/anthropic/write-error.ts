import { type Refusal, type RefusalCode, refusals } from "../../../core/refusal.ts";
import { inOwnWords } from "../own-words.ts";

/**
 * A refusal in Anthropic's shape. The gateway's own code is told beside it, and where Anthropic's
 * own client looks for one: `details.error_code`.
 *
 * @see https://platform.claude.com/docs/en/api/errors
 */
export function writeMessagesError(refusal: Refusal, id: string | null): Record<string, unknown> {
  const code = refusal.refused;
  return {
    type: "error",
    error: {
      type: typeOf(code),
      message: refusal.message,
      code,
      param: refusal.param,
      details: { error_code: code },
      ...(refusal.metadata === null ? {} : { metadata: refusal.metadata }),
    },
    request_id: id,
  };
}

/** The same for a call that has been read: its fields by the names that they have here. */
export function tellMessagesRefusal(refusal: Refusal, id: string | null): Record<string, unknown> {
  return writeMessagesError(inOwnWords(refusal, names), id);
}

const names: ReadonlyMap<string, string> = new Map([
  ["max_completion_tokens", "max_tokens"],
  ["stop", "stop_sequences"],
  ["user", "metadata.user_id"],
  ["response_format", "output_config.format"],
  ["effort", "output_config.effort"],
  ["tool_call_id", "tool_use_id"],
  ["tool_calls", "tool_use"],
  ["parallel_tool_calls", "tool_choice.disable_parallel_tool_use"],
]);

/** Source: Anthropic's page of errors and `ErrorType` of its own client (2026-11-22). */
const types: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [402, "billing_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [409, "conflict_error"],
  [410, "not_found_error"],
  [413, "request_too_large"],
  [429, "rate_limit_error"],
  [500, "api_error"],
  [503, "overloaded_error"],
  [504, "timeout_error"],
]);

function typeOf(code: RefusalCode): string {
  return types.get(refusals[code].status) ?? "invalid_request_error";
}
