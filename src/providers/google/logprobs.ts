import { isRecord } from "../../core/is-record.ts";
import type { JsonRecord } from "../json.ts";

/** `logprobsResult` as OpenAI's `logprobs`, or null where there is none. */
export function readLogprobs(result: unknown): object | null {
  if (!isRecord(result)) return null;
  const chosen = listOf(result["chosenCandidates"]);
  const tops = listOf(result["topCandidates"]);
  if (chosen.length === 0) return null;
  const content = chosen.map((one, at) => ({
    ...readToken(one),
    top_logprobs: listOf(tops[at]?.["candidates"]).map(readToken),
  }));
  return { content, refusal: null };
}

function listOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function readToken(one: JsonRecord) {
  const token = typeof one["token"] === "string" ? one["token"] : "";
  return { token, logprob: one["logProbability"] ?? null, bytes: [...Buffer.from(token)] };
}
