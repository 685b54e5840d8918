import { isRecord } from "../../../core/is-record.ts";

/** OpenAI's `logprobs` as `logprobsResult`; nothing where there are none. */
export function writeLogprobs(logprobs: unknown): object {
  const content = isRecord(logprobs) ? logprobs["content"] : undefined;
  if (!Array.isArray(content) || content.length === 0) return {};
  return {
    logprobsResult: {
      chosenCandidates: content.map(writeToken),
      topCandidates: content.map((one: unknown) => {
        const tops: unknown = isRecord(one) ? one["top_logprobs"] : undefined;
        return { candidates: Array.isArray(tops) ? tops.map(writeToken) : [] };
      }),
    },
  };
}

function writeToken(one: unknown): object {
  const { token, logprob } = isRecord(one) ? one : {};
  return { token, logProbability: logprob };
}
