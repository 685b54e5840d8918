import { formatDollars } from "../../core/money/picodollars.ts";
import type { Opening, Placement } from "../../flow/output.ts";
import type { RateStanding } from "../../flow/rate-limits.ts";

/** The headers of an answer, streamed or buffered. */
export function answerHeaders(opening: Opening): Record<string, string> {
  return {
    ...placementHeaders(opening),
    "x-farebox-upstream": opening.upstream,
    "x-farebox-attempts": String(opening.attempts),
  };
}

/** What can be told before the upstream has answered. */
export function placementHeaders(placement: Placement): Record<string, string> {
  return {
    "x-request-id": placement.id,
    "x-farebox-hold": formatDollars(placement.hold),
    "x-farebox-prompt-tokens": String(placement.promptTokens),
    "x-farebox-max-tokens": String(placement.outputTokensMax),
    ...rateHeaders(placement.standing),
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
