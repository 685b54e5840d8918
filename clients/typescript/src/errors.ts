import { limits } from "./limits.ts";
import type { Charge } from "./types.ts";

/** Every error of the client; its class says what kind of trouble it is. */
export class FareboxError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** An option or a term that can't be right. Nothing was sent. */
export class SettingError extends FareboxError {}

/** Something that was to be a picture and is none. Nothing was sent. */
export class PictureError extends FareboxError {}

/** No answer came, or a stream was lost for good. */
export class ConnectionError extends FareboxError {
  /** How often it was tried. */
  readonly attempts: number;

  constructor(message: string, { attempts = 1, cause }: { attempts?: number; cause?: unknown }) {
    super(message, { cause });
    this.attempts = attempts;
  }
}

/** Nothing came for too long. */
export class TimeoutError extends ConnectionError {}

/** An answer that is not the gateway's: somebody in between has spoken. */
export class UnexpectedAnswerError extends FareboxError {
  readonly status: number;

  constructor(answer: { status: number; url: string; type: string | null; text: string }) {
    const kind = answer.type ?? "no content type";
    const seen = answer.text.slice(0, limits.excerptCharacters).replace(/\s+/g, " ").trim();
    super(
      `${answer.url} answered ${answer.status} with ${kind}, beginning "${seen}". That is not ` +
        "the gateway's: check that baseUrl is its address, and what stands in between.",
    );
    this.status = answer.status;
  }
}

/** What the gateway says of a refusal. */
export interface Refused {
  readonly status: number;
  readonly message: string;
  readonly code: string | null;
  readonly type: string | null;
  readonly param: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
}

/** A refusal that the gateway told: by its status, or in the last chunk of a stream. */
export class RefusedError extends FareboxError implements Refused {
  readonly status: number;
  readonly code: string | null;
  readonly type: string | null;
  readonly param: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;

  constructor(refused: Refused) {
    super(`${refused.status} ${refused.code ?? refused.type ?? "error"}: ${refused.message}`);
    this.status = refused.status;
    this.code = refused.code;
    this.type = refused.type;
    this.param = refused.param;
    this.metadata = refused.metadata;
    this.requestId = refused.requestId;
    this.retryAfterMs = refused.retryAfterMs;
  }

  /** What was charged all the same; null where the refusal names no call. */
  get bill(): Charge | null {
    const { id, usage, cost } = this.metadata;
    if (typeof id !== "string" || typeof cost !== "string") return null;
    return { id, cost, usage: usage as Charge["usage"] };
  }
}

/** 401: the key is missing, unknown, expired or disabled. */
export class AuthenticationError extends RefusedError {}

/** 401: the key is good, and this model isn't on its list. */
export class ModelNotAvailableError extends RefusedError {
  get availableModels(): readonly string[] {
    const models = this.metadata["available_models"];
    return Array.isArray(models) ? models.map(String) : [];
  }
}

/** 402: money is missing, and waiting brings none. Before the call, or in mid-answer. */
export class PaymentRequiredError extends RefusedError {
  /** Dollars. */
  get available(): string | null {
    return textOr(this.metadata["available"]);
  }

  /** Dollars. */
  get required(): string | null {
    return textOr(this.metadata["required"]);
  }

  get affordableOutputTokens(): number | null {
    const tokens = this.metadata["affordable_output_tokens"];
    return typeof tokens === "number" ? tokens : null;
  }
}

/** 400, 403, 409, 413, 422: something must be corrected first. */
export class InvalidRequestError extends RefusedError {}

/** 404: nothing with this name or id is here. */
export class NotFoundError extends RefusedError {}

/** 410: the answer was produced and charged, and is kept no longer. */
export class OutputExpiredError extends RefusedError {}

/** 429: too many calls; after `retryAfterMs` there is room again. */
export class RateLimitError extends RefusedError {}

/** 5xx: the provider, or the gateway itself, has failed. */
export class UpstreamError extends RefusedError {}

/** The error that fits what was refused. */
export function errorOf(refused: Refused): RefusedError {
  const { status, code } = refused;
  if (code === "model_not_available") return new ModelNotAvailableError(refused);
  if (status === 401) return new AuthenticationError(refused);
  if (status === 402) return new PaymentRequiredError(refused);
  if (status === 404) return new NotFoundError(refused);
  if (status === 410) return new OutputExpiredError(refused);
  if (status === 429) return new RateLimitError(refused);
  return status >= 500 ? new UpstreamError(refused) : new InvalidRequestError(refused);
}

/** What is said in an `error` of OpenAI's shape; null where it is none. */
export function readRefused(
  error: unknown,
  given: Pick<Refused, "status" | "requestId" | "retryAfterMs">,
): Refused | null {
  if (typeof error !== "object" || error === null) return null;
  const fields: Readonly<Record<string, unknown>> = { ...error };
  const { message, status, metadata } = fields;
  if (typeof message !== "string") return null;
  return {
    ...given,
    // In a stream the status of the connection was sent long ago, and the error has its own.
    status: typeof status === "number" ? status : given.status,
    message,
    code: textOr(fields["code"]),
    type: textOr(fields["type"]),
    param: textOr(fields["param"]),
    metadata: typeof metadata === "object" && metadata !== null ? { ...metadata } : {},
  };
}

function textOr(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
