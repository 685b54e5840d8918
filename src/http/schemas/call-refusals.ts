import type { RefusalCode } from "../../core/refusal.ts";

/** What a question about a call may be refused for, in every dialect. */
export const previewRefusals: readonly RefusalCode[] = [
  "image_unreadable",
  "image_url_blocked",
  "context_length_exceeded",
  "model_not_available",
  "max_cost_too_low",
  "model_not_found",
  "upstream_unavailable",
  "draining",
  "overloaded",
  "model_not_priced",
];

/** What a call may be refused for, in every dialect. */
export const callRefusals: readonly RefusalCode[] = [
  ...previewRefusals,
  "upstream_rejected",
  "insufficient_balance",
  "spend_limit_reached",
  "output_expired",
  "idempotency_key_reused",
  "rate_limit_exceeded",
  "upstream_error",
  "upstream_timeout",
];
