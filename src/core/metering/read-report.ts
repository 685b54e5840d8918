import type { ReportedUsage, Usage } from "../tokens/usage.ts";
import type { PromptExpectation } from "./meter.ts";

/** What we had expected and counted, for where the provider does not split its totals. */
export interface OwnCount extends PromptExpectation {
  /** Tokens of the pictures that came out. */
  readonly outputImageTokens: number;
}

/**
 * Brings a provider's report into our one shape. Totals are the provider's; where it does not
 * split them by modality, prompt and completion are split as we had measured the pictures: a
 * picture must not be sold as text, nor text as a picture.
 */
export function readReport(report: ReportedUsage, expected: OwnCount): Usage {
  const audio = Math.min(report.promptAudioTokens ?? 0, report.promptTokens);
  const image = Math.min(
    report.promptImageTokens ?? expected.imageTokens,
    report.promptTokens - audio,
  );
  return {
    prompt: {
      text: report.promptTokens - image - audio,
      image,
      audio,
      ...readCache(report),
    },
    completion: readCompletion(report, expected.outputImageTokens),
  };
}

/** What was read from the cache and what was written to it are different parts of the prompt. */
function readCache(report: ReportedUsage): Pick<Usage["prompt"], CacheCount> {
  const cached = Math.min(report.cachedTokens ?? 0, report.promptTokens);
  const long = Math.min(report.cacheWrite1hTokens ?? 0, report.promptTokens - cached);
  const short = Math.min(report.cacheWriteTokens ?? 0, report.promptTokens - cached - long);
  return {
    cached,
    ...(short > 0 ? { cacheWrite: short } : {}),
    ...(long > 0 ? { cacheWrite1h: long } : {}),
  };
}

type CacheCount = "cached" | "cacheWrite" | "cacheWrite1h";

function readCompletion(report: ReportedUsage, counted: number): Usage["completion"] {
  const reasoning = report.reasoningTokens ?? 0;
  const room = Math.max(0, report.completionTokens - reasoning);
  const image = report.completionImageTokens ?? Math.min(counted, room);
  const within = reasoning + image <= report.completionTokens;
  // More parts than whole: this provider counts its reasoning outside the completion (as some
  // OpenAI-compatible servers do), and all of it is billed.
  const text = report.completionTokens - image - (within ? reasoning : 0);
  return { text: Math.max(0, text), image, reasoning };
}
