import { type Refusal, refusals } from "../../../core/refusal.ts";
import { inOwnWords } from "../own-words.ts";

/**
 * A refusal in Google's shape. The gateway's own code is the reason among the details, and
 * `metadata` stands beside them.
 *
 * @see https://ai.google.dev/gemini-api/docs/troubleshooting and google.rpc's `ErrorInfo`
 */
export function writeGenerateError(refusal: Refusal): Record<string, unknown> {
  const { refused: code, message, param, metadata, retryAfterSeconds } = refusal;
  const { status } = refusals[code];
  const reason = {
    "@type": `${types}.ErrorInfo`,
    reason: code.toUpperCase(),
    domain: "farebox",
    metadata: { code, ...(param === null ? {} : { param }) },
  };
  const retry = { "@type": `${types}.RetryInfo`, retryDelay: `${retryAfterSeconds}s` };
  return {
    error: {
      code: status,
      message,
      status: statuses.get(status) ?? "INVALID_ARGUMENT",
      details: retryAfterSeconds === null ? [reason] : [reason, retry],
      ...(metadata === null ? {} : { metadata }),
    },
  };
}

/** The same for a call that has been read: its fields by the names that they have here. */
export function tellGenerateRefusal(refusal: Refusal): Record<string, unknown> {
  return writeGenerateError(inOwnWords(refusal, names));
}

const names: ReadonlyMap<string, string> = new Map([
  ["messages", "contents"],
  ["detail", "mediaResolution"],
  ["tool_call_id", "functionResponse.id"],
  ["tool_calls", "functionCall"],
  ["tool_choice", "toolConfig"],
  ["safety_settings", "safetySettings"],
  ["max_tokens", "generationConfig.maxOutputTokens"],
  ["max_completion_tokens", "generationConfig.maxOutputTokens"],
  ["temperature", "generationConfig.temperature"],
  ["top_p", "generationConfig.topP"],
  ["top_k", "generationConfig.topK"],
  ["seed", "generationConfig.seed"],
  ["stop", "generationConfig.stopSequences"],
  ["presence_penalty", "generationConfig.presencePenalty"],
  ["frequency_penalty", "generationConfig.frequencyPenalty"],
  ["logprobs", "generationConfig.responseLogprobs"],
  ["top_logprobs", "generationConfig.logprobs"],
  ["response_format", "generationConfig.responseSchema"],
  ["modalities", "generationConfig.responseModalities"],
  ["image_config", "generationConfig.imageConfig"],
  ["thinking", "generationConfig.thinkingConfig"],
  ["effort", "generationConfig.thinkingConfig"],
  ["reasoning_effort", "generationConfig.thinkingConfig"],
  ["include_reasoning", "generationConfig.thinkingConfig.includeThoughts"],
]);

const types = "type.googleapis.com/google.rpc";

/** Source: google.rpc's `Code` and the statuses of HTTP that it maps to (2026-11-22). */
const statuses: ReadonlyMap<number, string> = new Map([
  [401, "UNAUTHENTICATED"],
  [402, "FAILED_PRECONDITION"],
  [403, "PERMISSION_DENIED"],
  [404, "NOT_FOUND"],
  [409, "ALREADY_EXISTS"],
  [410, "NOT_FOUND"],
  [429, "RESOURCE_EXHAUSTED"],
  [500, "INTERNAL"],
  [503, "UNAVAILABLE"],
  [504, "DEADLINE_EXCEEDED"],
]);
