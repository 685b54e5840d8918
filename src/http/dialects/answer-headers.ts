import { formatDollars } from "../../core/money/picodollars.ts";
import type { Opening } from "../../flow/output.ts";
import type { RateStanding } from "../../flow/rate-limits.ts";

/** The headers of an answer, streamed or buffered. */
export function answerHeaders(opening: Opening): Record<string, string> {
  return {
    "x-request-id": opening.id,
    "x-farebox-hold": formatDollars(opening.hold),
    "x-farebox-prompt-tokens": String(opening.promptTokens),
    "x-farebox-max-tokens": String(opening.outputTokensMax),
    "x-farebox-upstream": opening.upstream,
    "x-farebox-attempts": String(opening.attempts),
    ...rateHeaders(opening.standing),
  };
}

/** How the account stands against its requests per minute. */
export function rateHeaders(standing: RateStanding): Record<string, string> {
  return {
    "x-ratelimit-limit-requests": String(standing.limit),
    "x-ratelimit-remaining-requests": String(standing.remaining),
    "x-ratelimit-reset-requests": `${standing.resetSeconds}s`,
  };
}
