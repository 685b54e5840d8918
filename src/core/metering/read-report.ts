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
      cached: Math.min(report.cachedTokens ?? 0, report.promptTokens),
    },
    completion: readCompletion(report, expected.outputImageTokens),
  };
}

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
