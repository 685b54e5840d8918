import type { RefusalCode } from "../../core/refusal.ts";

/** What a call to a model may be refused with in any dialect, beside what every endpoint may. */
export const callRefusals: readonly RefusalCode[] = [
  "image_unreadable",
  "image_url_blocked",
  "context_length_exceeded",
  "upstream_rejected",
  "model_not_available",
  "insufficient_balance",
  "spend_limit_reached",
  "max_cost_too_low",
  "model_not_found",
  "output_expired",
  "idempotency_key_reused",
  "rate_limit_exceeded",
  "upstream_error",
  "upstream_unavailable",
  "draining",
  "overloaded",
  "model_not_priced",
  "upstream_timeout",
];
