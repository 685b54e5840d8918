import { isRecord } from "../../core/is-record.ts";
import { limits } from "../../core/limits.ts";
import type { UpstreamFailure } from "../../ports/upstream.ts";
import type { FailedAnswer } from "../adapter.ts";
import type { FailureWords } from "../failure.ts";
import { type JsonRecord, parseJson } from "../json.ts";

/** Judges a failure by its words and the status of the answer given. */
type Judge = (words: FailureWords, answer: FailedAnswer) => UpstreamFailure;

/**
 * What a failed answer means, in Anthropic's shape: `{"type": "error", "error": {type, message}}`.
 * Its 529 says that it is overloaded, and is a failure of its own as every 5xx. That the operator
 * has not paid is told as a 400, which no caller can mend.
 *
 * @see https://platform.claude.com/docs/en/api/errors
 */
export function readFailure(answer: FailedAnswer, judge: Judge): UpstreamFailure {
  const error = readError(answer.body);
  const message = messageOf(error, answer.body);
  const words = { message, code: textOf(error?.["type"]) };
  const unpaid = answer.status === 400 && /credit balance is too low/i.test(message ?? "");
  if (!unpaid) return judge(words, answer);
  const judged = judge({ ...words, code: "billing_error" }, { ...answer, status: 403 });
  return { ...judged, status: answer.status };
}

function readError(body: Buffer): JsonRecord | null {
  const value = parseJson(body.toString("utf8"));
  return isRecord(value) && isRecord(value["error"]) ? value["error"] : null;
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
