import type { ReportedUsage, Usage } from "../tokens/usage.ts";
import type { PromptExpectation } from "./meter.ts";

/**
 * Brings a provider's report into our one shape. Totals are the provider's; where it does not
 * split them by modality, the prompt is split as we had measured the pictures.
 */
export function readReport(report: ReportedUsage, expected: PromptExpectation): Usage {
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
    completion: readCompletion(report),
  };
}

function readCompletion(report: ReportedUsage): Usage["completion"] {
  const reasoning = report.reasoningTokens ?? 0;
  const image = report.completionImageTokens ?? 0;
  const within = reasoning + image <= report.completionTokens;
  // More parts than whole: this provider counts its reasoning outside the completion (as some
  // OpenAI-compatible servers do), and all of it is billed.
  const text = report.completionTokens - image - (within ? reasoning : 0);
  return { text: Math.max(0, text), image, reasoning };
}
