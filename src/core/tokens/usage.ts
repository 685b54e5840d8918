/**
 * What a call used, in tokens by modality. Text, image and audio add up to the prompt; `cached`
 * says how many of those the provider served from its cache, the cache writes how many others it
 * wrote to it (absent where there were none). Text, image and reasoning add up to the completion.
 */
export interface Usage {
  readonly prompt: {
    readonly text: number;
    readonly image: number;
    readonly audio: number;
    readonly cached: number;
    /** Of the prompt, what was written to the provider's cache, for five minutes or as usual. */
    readonly cacheWrite?: number;
    /** Of the prompt, what was written to the cache for an hour. */
    readonly cacheWrite1h?: number;
  };
  readonly completion: {
    readonly text: number;
    readonly image: number;
    readonly reasoning: number;
  };
}

export const noUsage: Usage = {
  prompt: { text: 0, image: 0, audio: 0, cached: 0 },
  completion: { text: 0, image: 0, reasoning: 0 },
};

/** Cache writes of a prompt, absent where there were none. */
export function cacheWrites(
  tokens: number,
  tokens1h: number,
): Pick<Usage["prompt"], "cacheWrite" | "cacheWrite1h"> {
  return {
    ...(tokens === 0 ? {} : { cacheWrite: tokens }),
    ...(tokens1h === 0 ? {} : { cacheWrite1h: tokens1h }),
  };
}

export function promptTokens(usage: Usage): number {
  return usage.prompt.text + usage.prompt.image + usage.prompt.audio;
}

export function completionTokens(usage: Usage): number {
  return usage.completion.text + usage.completion.image + usage.completion.reasoning;
}

/**
 * Usage as a provider reports it, cumulative over a stream. `null` where the provider said
 * nothing: a reported zero is zero, and absent is not zero.
 */
export interface ReportedUsage {
  readonly promptTokens: number;
  readonly promptImageTokens: number | null;
  readonly promptAudioTokens: number | null;
  /** Among the prompt's, as are those written to the cache. */
  readonly cachedTokens: number | null;
  readonly cacheWriteTokens?: number | null;
  readonly cacheWrite1hTokens?: number | null;
  readonly completionTokens: number;
  readonly completionImageTokens: number | null;
  readonly reasoningTokens: number | null;
}
