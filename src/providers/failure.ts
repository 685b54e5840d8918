import { limits } from "../core/limits.ts";
import type { UpstreamFailure } from "../ports/upstream.ts";
import type { AnswerHeaders, FailedAnswer } from "./adapter.ts";

/** What the provider itself said of its failure. */
export interface FailureWords {
  readonly message: string | null;
  /** A short name, such as `invalid_api_key`. */
  readonly code: string | null;
}

/**
 * What an answer other than 2xx means for the call, by its status.
 *
 * @param secrets never appear in the message, whatever the provider echoes
 */
export function failureOf(
  answer: FailedAnswer,
  words: FailureWords,
  secrets: readonly string[],
): UpstreamFailure {
  const kind = kindOf(answer.status);
  const told = kind === "forbidden" ? tellForbidden(words) : tell(kind, words);
  const message = withoutSecrets(told, secrets).slice(0, limits.failureMessageMax);
  return {
    opened: false,
    kind,
    status: answer.status,
    message,
    retryAfterMs: readRetryAfter(answer.headers, answer.at),
  };
}

type AnswerKind = "rejected" | "forbidden" | "busy" | "failed";

function kindOf(status: number): AnswerKind {
  // 402 is the operator's bill at the provider, and no more the caller's fault than a wrong key.
  if (status === 401 || status === 402 || status === 403) return "forbidden";
  if (status === 429) return "busy";
  return status >= 400 && status < 500 ? "rejected" : "failed";
}

/** Providers repeat parts of a wrong key in their message: only their short code is told. */
function tellForbidden({ code }: FailureWords): string {
  const named = code !== null && /^[\w.-]{1,64}$/.test(code) ? ` (${code})` : "";
  return `the provider refused the operator's credentials${named}`;
}

function tell(kind: AnswerKind, { message }: FailureWords): string {
  if (message !== null) return message;
  if (kind === "rejected") return "the provider rejected the request without saying why";
  return kind === "busy" ? "the provider is busy" : "the provider failed without saying why";
}

function withoutSecrets(message: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
}

/** Milliseconds from `at` on; null where nothing readable was asked for. */
function readRetryAfter(headers: AnswerHeaders, at: number): number | null {
  const milliseconds = headers["retry-after-ms"];
  if (typeof milliseconds === "string" && /^\d{1,15}(\.\d{1,9})?$/.test(milliseconds)) {
    return bounded(Number(milliseconds));
  }
  const after = headers["retry-after"];
  if (typeof after !== "string") return null;
  if (/^\d{1,12}(\.\d{1,9})?$/.test(after)) return bounded(Number(after) * 1000);

  const date = Date.parse(after);
  return Number.isNaN(date) ? null : bounded(date - at);
}

function bounded(milliseconds: number): number {
  return Math.min(Math.max(Math.ceil(milliseconds), 0), limits.retryAfterMsMax);
}
