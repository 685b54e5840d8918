import { excerptCharacters } from "./limits.ts";
import type { Charge } from "./types.ts";

/** Every error of the client; its class says what kind of trouble it is. */
export class FareboxError extends Error {
  // Said by each class itself: a minified class has lost its name.
  override readonly name: string = "FareboxError";
}

/** An option or a term that can't be right. Nothing was sent. */
export class SettingError extends FareboxError {
  override readonly name = "SettingError";
}

/** Something that was to be a picture and is none. Nothing was sent. */
export class PictureError extends FareboxError {
  override readonly name = "PictureError";
}

/** No answer came, or a stream was lost for good. */
export class ConnectionError extends FareboxError {
  override readonly name: string = "ConnectionError";
  /** How often it was tried. */
  readonly attempts: number;

  constructor(message: string, options: { attempts?: number; cause?: unknown } = {}) {
    super(message, options);
    this.attempts = options.attempts ?? 1;
  }
}

/** Nothing came for too long. */
export class TimeoutError extends ConnectionError {
  override readonly name = "TimeoutError";
}

/** An answer that is not the gateway's: somebody in between has spoken. */
export class UnexpectedAnswerError extends FareboxError {
  override readonly name = "UnexpectedAnswerError";
  readonly status: number;

  constructor(answer: { status: number; url: string; type: string | null; text: string }) {
    const kind = answer.type ?? "no content type";
    const seen = answer.text.slice(0, excerptCharacters).replace(/\s+/g, " ").trim();
    super(
      `${answer.url} answered ${answer.status} with ${kind}: "${seen}". That is not the ` +
        "gateway's: check baseUrl and what stands in between.",
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
  readonly metadata: RefusalMetadata;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
}

/** Numbers that help, as far as the refusal has them; amounts in dollars. */
export interface RefusalMetadata extends Partial<Charge> {
  readonly available?: string;
  readonly required?: string;
  readonly affordable_output_tokens?: number;
  readonly available_models?: readonly string[];
  readonly [field: string]: unknown;
}

/** A refusal that the gateway told: by its status, or in the last chunk of a stream. */
export class RefusedError extends FareboxError implements Refused {
  override readonly name: string = "RefusedError";
  declare readonly status: number;
  declare readonly code: string | null;
  declare readonly type: string | null;
  declare readonly param: string | null;
  declare readonly metadata: RefusalMetadata;
  declare readonly requestId: string | null;
  declare readonly retryAfterMs: number | null;

  constructor(refused: Refused) {
    super();
    const { status, code, type, message } = refused;
    Object.assign(this, refused, { message: `${status} ${code ?? type ?? "error"}: ${message}` });
  }

  /** What was charged all the same; null where the refusal names no call. */
  get bill(): Charge | null {
    const { id, usage, cost } = this.metadata;
    return id && usage && cost ? { id, usage, cost } : null;
  }
}

/** 401: the key is missing, unknown, expired or disabled. */
export class AuthenticationError extends RefusedError {
  override readonly name = "AuthenticationError";
}

/** 401: the key is good, and this model isn't on its list. */
export class ModelNotAvailableError extends RefusedError {
  override readonly name = "ModelNotAvailableError";
  get availableModels(): readonly string[] | undefined {
    return this.metadata.available_models;
  }
}

/** 402: money is missing, and waiting brings none. Before the call, or in mid-answer. */
export class PaymentRequiredError extends RefusedError {
  override readonly name = "PaymentRequiredError";
  /** Dollars. */
  get available(): string | undefined {
    return this.metadata.available;
  }

  /** Dollars. */
  get required(): string | undefined {
    return this.metadata.required;
  }

  get affordableOutputTokens(): number | undefined {
    return this.metadata.affordable_output_tokens;
  }
}

/** 400, 403, 409, 413, 422: something must be corrected first. */
export class InvalidRequestError extends RefusedError {
  override readonly name = "InvalidRequestError";
}

/** 404: nothing with this name or id is here. */
export class NotFoundError extends RefusedError {
  override readonly name = "NotFoundError";
}

/** 410: the answer was produced and charged, and is kept no longer. */
export class OutputExpiredError extends RefusedError {
  override readonly name = "OutputExpiredError";
}

/** 429: too many calls; after `retryAfterMs` there is room again. */
export class RateLimitError extends RefusedError {
  override readonly name = "RateLimitError";
}

/** 5xx: the provider, or the gateway itself, has failed. */
export class UpstreamError extends RefusedError {
  override readonly name = "UpstreamError";
}

const classes: Readonly<Record<number, typeof RefusedError>> = {
  401: AuthenticationError,
  402: PaymentRequiredError,
  404: NotFoundError,
  410: OutputExpiredError,
  429: RateLimitError,
};

/** The error that fits what was refused. */
export function errorOf(refused: Refused): RefusedError {
  const { status, code } = refused;
  if (code === "model_not_available") return new ModelNotAvailableError(refused);
  const Fitting = classes[status] ?? (status >= 500 ? UpstreamError : InvalidRequestError);
  return new Fitting(refused);
}

/** An `error` in OpenAI's shape, as the gateway tells it. */
export type ToldError = Partial<Refused> | null | undefined;

/**
 * What such an error says; null where it is none. In a stream, whose own status was sent long ago,
 * it has one of its own.
 */
export function readRefused(
  error: ToldError,
  given: Pick<Refused, "status" | "requestId" | "retryAfterMs">,
): Refused | null {
  const message = error?.message;
  if (typeof message !== "string") return null;
  return { code: null, type: null, param: null, metadata: {}, ...given, ...error, message };
}
