import { isRecord } from "../../core/is-record.ts";
import { limits } from "../../core/limits.ts";
import type { ReportedUsage } from "../../core/tokens/usage.ts";
import type { JsonRecord } from "../json.ts";

/**
 * `usageMetadata` as our report. Thoughts stand beside the candidates and are billed as output;
 * what tools put into the prompt stands beside the prompt. Details may leave out text, and zeros
 * may be left out altogether. A report without a prompt says nothing (null), and a detail larger
 * than its whole is not believed.
 *
 * Source: `GenerateContentResponseUsageMetadata` of Google's own client, and readings of users
 * (2026-11-22).
 */
export function readUsage(metadata: unknown): ReportedUsage | null {
  if (!isRecord(metadata)) return null;
  const reported = readCount(metadata["promptTokenCount"]);
  if (reported === null) return null;

  const prompt = reported + (readCount(metadata["toolUsePromptTokenCount"]) ?? 0);
  const sent = [
    ...readModalities(metadata["promptTokensDetails"]),
    ...readModalities(metadata["toolUsePromptTokensDetails"]),
  ];
  const [image, audio] = within(prompt, [sumOf(sent, pictured), sumOf(sent, ["AUDIO"])]);
  const thoughts = readCount(metadata["thoughtsTokenCount"]);
  const made = readModalities(metadata["candidatesTokensDetails"]);
  const candidates = countCandidates(metadata, { prompt, thoughts: thoughts ?? 0, made });
  const [imageOut] = within(candidates, [sumOf(made, ["IMAGE"])]);
  const [cached] = within(prompt, [readCount(metadata["cachedContentTokenCount"])]);
  return {
    promptTokens: prompt,
    promptImageTokens: image ?? null,
    promptAudioTokens: audio ?? null,
    cachedTokens: cached ?? null,
    completionTokens: candidates + (thoughts ?? 0),
    completionImageTokens: imageOut ?? null,
    reasoningTokens: thoughts,
  };
}

/** Pages of documents and frames of films come in as pictures, and are priced as such. */
const pictured: readonly string[] = ["IMAGE", "DOCUMENT", "VIDEO"];

interface ModalityCount {
  readonly modality: string;
  readonly tokens: number;
}

function readModalities(details: unknown): readonly ModalityCount[] {
  if (!Array.isArray(details)) return [];
  return details.filter(isRecord).flatMap((one): ModalityCount[] => {
    const { modality } = one;
    const tokens = readCount(one["tokenCount"]);
    return typeof modality === "string" && tokens !== null ? [{ modality, tokens }] : [];
  });
}

/** Null where no modality is told at all. */
function sumOf(counts: readonly ModalityCount[], modalities: readonly string[]): number | null {
  if (counts.length === 0) return null;
  const wanted = counts.filter((one) => modalities.includes(one.modality));
  return wanted.reduce((sum, one) => sum + one.tokens, 0);
}

interface OtherCounts {
  readonly prompt: number;
  readonly thoughts: number;
  readonly made: readonly ModalityCount[];
}

/** Tokens of the answer without its thoughts; the total tells where they are not told, or wrong. */
function countCandidates(metadata: JsonRecord, other: OtherCounts): number {
  const told = readCount(metadata["candidatesTokenCount"]);
  const total = readCount(metadata["totalTokenCount"]);
  const byTotal = total === null ? null : Math.max(0, total - other.prompt - other.thoughts);
  const listed = other.made.reduce((sum, one) => sum + one.tokens, 0);
  if (told === null) return Math.max(byTotal ?? 0, listed);
  // Some surfaces count the thoughts among the candidates: only their total tells.
  const among = other.thoughts > 0 && total === other.prompt + told;
  if (among && other.thoughts <= told) return told - other.thoughts;
  return listed > told && listed === byTotal ? listed : told;
}

function readCount(value: unknown): number | null {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return null;
  return value >= 0 && value <= limits.tokensMax ? value : null;
}

/** Parts that together exceed their whole are not believed. */
function within(whole: number, parts: readonly (number | null)[]): readonly (number | null)[] {
  const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
  return sum <= whole ? parts : parts.map(() => null);
}
