import { isRecord } from "../../core/is-record.ts";
import { limits } from "../../core/limits.ts";
import type { ReportedUsage } from "../../core/tokens/usage.ts";
import type { JsonRecord } from "../json.ts";

/**
 * A later report beside an earlier one of the same answer: its counts are running totals, which
 * replace what was told before and are never added to it. What it leaves out, or has as null,
 * stays as it was.
 */
export function mergeUsage(earlier: JsonRecord, later: unknown): JsonRecord {
  if (!isRecord(later)) return earlier;
  const told = Object.entries(later).filter(([, value]) => value !== null && value !== undefined);
  return { ...earlier, ...Object.fromEntries(told) };
}

/**
 * `usage` as our report. `input_tokens` leaves out what was read from the cache and what was
 * written to it: the prompt is all three. A report without input and output says nothing (null).
 * What the provider did beside the answer (compaction, an advisor's advice) is told in
 * `iterations`, is not among the counts of the answer, and is billed on top; its other iterations
 * are parts of the answer.
 *
 * Source: `MessageDeltaUsage`, `BetaIterationsUsage` of Anthropic's own client (2026-11-22).
 */
export function readUsage(usage: JsonRecord): ReportedUsage | null {
  const answer = readCounts(usage);
  if (answer === null) return null;
  const iterations = Array.isArray(usage["iterations"]) ? usage["iterations"] : [];
  const beside = iterations
    .filter(isRecord)
    .filter(({ type }) => besides.some((one) => one === type))
    .flatMap((iteration) => readCounts(iteration) ?? []);
  const sum = (count: (one: Counts) => number): number =>
    beside.reduce((total, one) => total + count(one), count(answer));
  const cached = sum((one) => one.cached);
  const short = sum((one) => one.written);
  const long = sum((one) => one.writtenForAnHour);
  const output = sum((one) => one.output);
  const thought = readThought(usage["output_tokens_details"]);
  return {
    promptTokens: sum((one) => one.input) + cached + short + long,
    promptImageTokens: null,
    promptAudioTokens: null,
    cachedTokens: cached,
    cacheWriteTokens: short,
    cacheWrite1hTokens: long,
    completionTokens: output,
    completionImageTokens: 0,
    // A detail larger than its whole is not believed.
    reasoningTokens: thought !== null && thought <= output ? thought : null,
  };
}

const besides = ["compaction", "advisor_message"];

interface Counts {
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  readonly writtenForAnHour: number;
  readonly output: number;
}

function readCounts(usage: JsonRecord): Counts | null {
  const input = readCount(usage["input_tokens"]);
  const output = readCount(usage["output_tokens"]);
  if (input === null || output === null) return null;
  const split = isRecord(usage["cache_creation"]) ? usage["cache_creation"] : {};
  const short = readCount(split["ephemeral_5m_input_tokens"]) ?? 0;
  const long = readCount(split["ephemeral_1h_input_tokens"]) ?? 0;
  // The split comes with the first report alone, and the whole may grow after it.
  const written = readCount(usage["cache_creation_input_tokens"]) ?? short + long;
  const writtenForAnHour = Math.min(long, written);
  return {
    input,
    cached: readCount(usage["cache_read_input_tokens"]) ?? 0,
    written: written - writtenForAnHour,
    writtenForAnHour,
    output,
  };
}

function readThought(details: unknown): number | null {
  return isRecord(details) ? readCount(details["thinking_tokens"]) : null;
}

function readCount(value: unknown): number | null {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return null;
  return value >= 0 && value <= limits.tokensMax ? value : null;
}
