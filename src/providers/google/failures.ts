import { isRecord } from "../../core/is-record.ts";
import { limits } from "../../core/limits.ts";
import type { UpstreamFailure } from "../../ports/upstream.ts";
import type { FailedAnswer } from "../adapter.ts";
import type { FailureWords } from "../failure.ts";
import { type JsonRecord, parseJson } from "../json.ts";

/** Judges a failure by its words and the status of the answer given. */
type Judge = (words: FailureWords, answer: FailedAnswer) => UpstreamFailure;

/**
 * What a failed answer means, in Google's shape: `{"error": {code, message, status, details}}`,
 * alone or in a list. A wrong key is its 400, and how long to wait stands in the details.
 *
 * @see https://ai.google.dev/gemini-api/docs/troubleshooting
 */
export function readFailure(answer: FailedAnswer, judge: Judge): UpstreamFailure {
  const error = readError(answer.body);
  const details = Array.isArray(error?.["details"]) ? error["details"].filter(isRecord) : [];
  const reason = textOf(details.find((one) => "reason" in one)?.["reason"]);
  const code = reason ?? textOf(error?.["status"]);
  const words = { message: messageOf(error, answer.body), code };
  const judged = isOperators(answer, code)
    ? { ...judge(words, { ...answer, status: 403 }), status: answer.status }
    : judge(words, answer);
  return { ...judged, retryAfterMs: judged.retryAfterMs ?? readDelay(details) };
}

function readError(body: Buffer): JsonRecord | null {
  const value = parseJson(body.toString("utf8"));
  const answer = Array.isArray(value) ? value[0] : value;
  if (!isRecord(answer)) return null;
  return isRecord(answer["error"]) ? answer["error"] : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** One line of what may be passed on; pages made for browsers are not. */
function messageOf(error: JsonRecord | null, body: Buffer): string | null {
  const said = error === null ? body.toString("utf8") : textOf(error["message"]);
  if (said === null || /^\s*[<{[]/.test(said)) return null;
  const line = said.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return line === "" ? null : line.slice(0, limits.failureMessageMax);
}

/** A 400 that no caller can mend: the key is wrong, or the key's project may not call at all. */
function isOperators({ status }: FailedAnswer, code: string | null): boolean {
  if (status !== 400) return false;
  return code === "API_KEY_INVALID" || code === "API_KEY_EXPIRED" || code === "FAILED_PRECONDITION";
}

/** Milliseconds that `google.rpc.RetryInfo` asks for, such as `"34.07s"`; null for none. */
function readDelay(details: readonly JsonRecord[]): number | null {
  const delay = details.find((one) => "retryDelay" in one)?.["retryDelay"];
  const seconds = typeof delay === "string" ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(delay)?.[1] : null;
  if (seconds === null || seconds === undefined) return null;
  return Math.min(Math.ceil(Number(seconds) * 1000), limits.retryAfterMsMax);
}
