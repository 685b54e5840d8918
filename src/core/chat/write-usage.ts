import { exactNumber } from "../money/exact-number.ts";
import { formatDollars, type Picodollars, plus } from "../money/picodollars.ts";
import { completionTokens, promptTokens, type Usage } from "../tokens/usage.ts";

/** What a call cost, split as `cost_details` shows it. */
export interface CostShown {
  readonly charge: Picodollars;
  readonly prompt: Picodollars;
  readonly completion: Picodollars;
}

/** `usage` as every answer carries it; `cost` alone is a JSON number, exact to the picodollar. */
export function writeUsage(usage: Usage, cost: CostShown): Record<string, unknown> {
  return { ...writeTokens(usage), cost: exactNumber(cost.charge), cost_details: writeCost(cost) };
}

export function writeTokens(usage: Usage): Record<string, unknown> {
  return {
    prompt_tokens: promptTokens(usage),
    completion_tokens: completionTokens(usage),
    total_tokens: promptTokens(usage) + completionTokens(usage),
    prompt_tokens_details: {
      text_tokens: usage.prompt.text,
      image_tokens: usage.prompt.image,
      cached_tokens: usage.prompt.cached,
      audio_tokens: usage.prompt.audio,
      ...writeCacheWrites(usage),
    },
    completion_tokens_details: {
      text_tokens: usage.completion.text,
      image_tokens: usage.completion.image,
      reasoning_tokens: usage.completion.reasoning,
    },
  };
}

/** Told only where the provider wrote to its cache; an hour's writes are among all of them. */
function writeCacheWrites({ prompt }: Usage): Record<string, number> {
  const { cacheWrite = 0, cacheWrite1h = 0 } = prompt;
  return {
    ...(cacheWrite + cacheWrite1h > 0 ? { cache_write_tokens: cacheWrite + cacheWrite1h } : {}),
    ...(cacheWrite1h > 0 ? { cache_write_1h_tokens: cacheWrite1h } : {}),
  };
}

function writeCost(cost: CostShown): Record<string, unknown> {
  const whole = plus(cost.prompt, cost.completion);
  // What balance or limits kept from being charged is taken off the completion's share.
  const completion = (cost.completion - (whole - cost.charge)) as Picodollars;
  return { prompt: formatDollars(cost.prompt), completion: formatDollars(completion) };
}
