/** Every reason to say no, with its status, OpenAI's error type, and whether repeating can help. */
export const refusals = {
  invalid_request: {
    status: 400,
    type: "invalid_request_error",
    repeating: "final",
    meaning:
      "The body is not valid or asks for something unsupported; the message names the field.",
  },
  image_unreadable: {
    status: 400,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "A picture is not readable, or could not be fetched from its address.",
  },
  image_url_blocked: {
    status: 400,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "A picture's address must not be fetched.",
  },
  context_length_exceeded: {
    status: 400,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "Prompt and output together exceed the context window.",
  },
  upstream_rejected: {
    status: 400,
    type: "invalid_request_error",
    repeating: "final",
    meaning:
      "The provider itself rejected the request; its message is passed on and nothing is charged.",
  },
  invalid_api_key: {
    status: 401,
    type: "authentication_error",
    repeating: "final",
    meaning: "The key is missing, unknown, revoked or expired.",
  },
  model_not_available: {
    status: 401,
    type: "authentication_error",
    repeating: "final",
    meaning: "The key is good, but its list of available models lacks this model.",
  },
  insufficient_balance: {
    status: 402,
    type: "billing_error",
    repeating: "final",
    meaning: "The account's available balance does not cover the request.",
  },
  spend_limit_reached: {
    status: 402,
    type: "billing_error",
    repeating: "final",
    meaning: "The key's own spend limit is reached.",
  },
  max_cost_too_low: {
    status: 402,
    type: "billing_error",
    repeating: "final",
    meaning: "The request's own cost limit does not cover its prompt.",
  },
  forbidden: {
    status: 403,
    type: "permission_error",
    repeating: "final",
    meaning: "The role does not allow this call.",
  },
  model_not_found: {
    status: 404,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "No model has this name; the nearest names are listed.",
  },
  not_found: {
    status: 404,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "Nothing here has this id.",
  },
  conflict: {
    status: 409,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "It contradicts what is there, such as a reference that was used with other terms.",
  },
  output_expired: {
    status: 410,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "The output is no longer kept.",
  },
  body_too_large: {
    status: 413,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "The body is larger than the gateway or the provider takes.",
  },
  idempotency_key_reused: {
    status: 422,
    type: "invalid_request_error",
    repeating: "final",
    meaning: "The idempotency key was used with another body.",
  },
  rate_limit_exceeded: {
    status: 429,
    type: "rate_limit_error",
    repeating: "repeatable",
    meaning: "The account's requests per minute or calls at once are used up.",
  },
  upstream_error: {
    status: 500,
    type: "upstream_error",
    repeating: "final",
    meaning: "The provider failed after all attempts, or in mid-answer.",
  },
  internal_error: {
    status: 500,
    type: "server_error",
    repeating: "final",
    meaning: "A fault of the gateway itself.",
  },
  upstream_unavailable: {
    status: 503,
    type: "upstream_error",
    repeating: "repeatable",
    meaning: "No route to this model is configured or healthy.",
  },
  draining: {
    status: 503,
    type: "server_error",
    repeating: "repeatable",
    meaning: "The gateway is shutting down.",
  },
  overloaded: {
    status: 503,
    type: "server_error",
    repeating: "repeatable",
    meaning: "Too many request bodies are in flight.",
  },
  model_not_priced: {
    status: 503,
    type: "server_error",
    repeating: "final",
    meaning: "No price is in force for this model, and an unpriced model is closed.",
  },
  upstream_timeout: {
    status: 504,
    type: "upstream_error",
    repeating: "final",
    meaning: "The provider sent nothing within the time limit.",
  },
} as const satisfies Readonly<Record<string, RefusalKind>>;

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
  /** True where repeating can't help although it can for others of this code. */
  readonly final?: boolean | undefined;
}

interface RefusalDetail {
  readonly param?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
  readonly final?: boolean;
}

export function refuse(code: RefusalCode, message: string, detail: RefusalDetail = {}): Refusal {
  return {
    refused: code,
    message,
    param: detail.param ?? null,
    metadata: detail.metadata ?? null,
    retryAfterSeconds: detail.retryAfterSeconds ?? null,
    final: detail.final,
  };
}

/** Whether repeating the same request can help, unless something was charged for it. */
export function isRepeatable(refusal: Refusal): boolean {
  return refusals[refusal.refused].repeating === "repeatable" && refusal.final !== true;
}

export function isRefusal(value: object): value is Refusal {
  return "refused" in value && "message" in value && "retryAfterSeconds" in value;
}
