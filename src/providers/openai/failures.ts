import { isRecord } from "../../core/is-record.ts";
import { limits } from "../../core/limits.ts";
import type { FailureWords } from "../failure.ts";
import { parseJson } from "../json.ts";

/**
 * What the body of a failed answer says, in OpenAI's shape or one of those that compatible
 * servers have (`{"error": "…"}`, `{"message"}`, FastAPI's `{"detail"}`).
 */
export function readFailureWords(body: Buffer): FailureWords {
  const text = body.toString("utf8");
  const value = parseJson(text);
  if (value === undefined) return { message: plainText(text), code: null };

  const answer = Array.isArray(value) ? value[0] : value;
  if (!isRecord(answer)) return { message: null, code: null };
  const error = answer["error"] ?? answer;
  if (!isRecord(error)) return { message: clean(error), code: null };
  return {
    message: clean(error["message"]) ?? clean(error["detail"]) ?? listed(error["detail"]),
    code: clean(error["code"]) ?? clean(error["type"]),
  };
}

/** Text passes, pages made for browsers do not. */
function plainText(text: string): string | null {
  return text.trimStart().startsWith("<") ? null : clean(text);
}

function listed(detail: unknown): string | null {
  return Array.isArray(detail) ? clean(JSON.stringify(detail)) : null;
}

/** One line of what may be passed on, or null where there is none. */
function clean(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const line = value.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return line === "" ? null : line.slice(0, limits.failureMessageMax);
}
