/** Every reason to say no, with its status, OpenAI's error type, and whether repeating can help. */
export const refusals = {
  invalid_request: kind(
    400,
    "invalid_request_error",
    "final",
    "The body is not valid or asks for something unsupported; the message names the field.",
  ),
  image_unreadable: kind(
    400,
    "invalid_request_error",
    "final",
    "A data URL is not a readable picture.",
  ),
  image_url_blocked: kind(
    400,
    "invalid_request_error",
    "final",
    "A picture's address must not be fetched.",
  ),
  context_length_exceeded: kind(
    400,
    "invalid_request_error",
    "final",
    "Prompt and output together exceed the context window.",
  ),
  upstream_rejected: kind(
    400,
    "invalid_request_error",
    "final",
    "The provider itself rejected the request; its message is passed on and nothing is charged.",
  ),
  invalid_api_key: kind(
    401,
    "authentication_error",
    "final",
    "The key is missing, unknown, revoked or expired.",
  ),
  model_not_available: kind(
    401,
    "authentication_error",
    "final",
    "The key is good, but its list of available models lacks this model.",
  ),
  insufficient_balance: kind(
    402,
    "billing_error",
    "final",
    "The account's available balance does not cover the request.",
  ),
  spend_limit_reached: kind(402, "billing_error", "final", "The key's own spend limit is reached."),
  max_cost_too_low: kind(
    402,
    "billing_error",
    "final",
    "The request's own cost limit does not cover its prompt.",
  ),
  forbidden: kind(403, "permission_error", "final", "The role does not allow this call."),
  model_not_found: kind(
    404,
    "invalid_request_error",
    "final",
    "No model has this name; the nearest names are listed.",
  ),
  not_found: kind(404, "invalid_request_error", "final", "Nothing here has this id."),
  conflict: kind(
    409,
    "invalid_request_error",
    "final",
    "The reference was used before with other terms.",
  ),
  output_expired: kind(410, "invalid_request_error", "final", "The output is no longer kept."),
  body_too_large: kind(
    413,
    "invalid_request_error",
    "final",
    "The body is larger than the gateway or the provider takes.",
  ),
  idempotency_key_reused: kind(
    422,
    "invalid_request_error",
    "final",
    "The idempotency key was used with another body.",
  ),
  rate_limit_exceeded: kind(
    429,
    "rate_limit_error",
    "repeatable",
    "The account's requests per minute or calls at once are used up.",
  ),
  upstream_error: kind(
    500,
    "upstream_error",
    "final",
    "The provider failed after all attempts, or in mid-answer.",
  ),
  internal_error: kind(500, "server_error", "final", "A fault of the gateway itself."),
  upstream_unavailable: kind(
    503,
    "upstream_error",
    "repeatable",
    "No route to this model is configured or healthy.",
  ),
  draining: kind(503, "server_error", "repeatable", "The gateway is shutting down."),
  overloaded: kind(503, "server_error", "repeatable", "Too many request bodies are in flight."),
  model_not_priced: kind(
    503,
    "server_error",
    "final",
    "No price is in force for this model, and an unpriced model is closed.",
  ),
  upstream_timeout: kind(
    504,
    "upstream_error",
    "final",
    "The provider sent nothing within the time limit.",
  ),
} as const;

export type RefusalCode = keyof typeof refusals;

interface RefusalKind {
  readonly status: number;
  readonly type: string;
  /** Whether repeating the same request later can succeed. */
  readonly repeating: "final" | "repeatable";
  readonly meaning: string;
}

/** One refusal as it is told. */
export interface Refusal {
  readonly refused: RefusalCode;
  readonly message: string;
  /** The field at fault, or null. */
  readonly param: string | null;
  /** Numbers that help; amounts as decimal strings in dollars. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** Whole seconds, or null. */
  readonly retryAfterSeconds: number | null;
}

interface RefusalDetail {
  readonly param?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

export function refuse(code: RefusalCode, message: string, detail: RefusalDetail = {}): Refusal {
  return {
    refused: code,
    message,
    param: detail.param ?? null,
    metadata: detail.metadata ?? null,
    retryAfterSeconds: detail.retryAfterSeconds ?? null,
  };
}

export function isRefusal(value: object): value is Refusal {
  return "refused" in value && "message" in value && "retryAfterSeconds" in value;
}

function kind(
  status: number,
  type: string,
  repeating: RefusalKind["repeating"],
  meaning: string,
): RefusalKind {
  return { status, type, repeating, meaning };
}
