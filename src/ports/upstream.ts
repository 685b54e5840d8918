import type { ChatEvent } from "../core/chat/event.ts";
import type { ChatRequest, Picture } from "../core/chat/request.ts";

/** A call as one provider is asked to serve it. */
export interface UpstreamOrder {
  /** The call's own id; sent along as `X-Client-Request-Id`, so that both sides' logs meet. */
  readonly requestId: string;
  /** The model's name at this provider. */
  readonly model: string;
  readonly chat: ChatRequest;
  /** The measured pictures, in the order of `chat.pictures`. */
  readonly pictures: readonly Picture[];
  /** Tokens. */
  readonly outputTokensMax: number;
  /** False where the provider can only answer in one piece. */
  readonly streams: boolean;
}

/** A provider as the gateway sees it. */
export interface Upstream {
  readonly name: string;
  /**
   * Sends the call. Resolves when the provider has answered with a status: with the stream on
   * 2xx, else with the failure. Never rejects for what the world may do. Calling `close` on the
   * `stop` signal ends it at any moment, also before the answer.
   */
  open(order: UpstreamOrder, stop: AbortSignal): Promise<UpstreamStream | UpstreamFailure>;
}

/** A 2xx answer as it comes in. */
export interface UpstreamStream {
  readonly opened: true;
  readonly status: number;
  /**
   * The next events, as many as have come in: waits for one at least. `ended` after the provider
   * said so itself (`[DONE]` or its like, or a clean end after a finish reason); `broken` where
   * the connection died, an error event came, or the stream could not be read. Nothing is read
   * ahead beyond what has arrived: not calling it holds the provider back.
   */
  next(): Promise<UpstreamBatch>;
  /** Stops the provider at once, by closing the connection unless it has ended. Idempotent. */
  close(): void;
}

export type UpstreamBatch =
  | { readonly kind: "events"; readonly events: readonly ChatEvent[] }
  | { readonly kind: "ended"; readonly events: readonly ChatEvent[] }
  | { readonly kind: "broken"; readonly events: readonly ChatEvent[]; readonly reason: string };

/** Why a provider did not serve a call. */
export interface UpstreamFailure {
  readonly opened: false;
  readonly kind: /** Its own 400, 404, 413, 422: the caller's fault, and said to the caller. */
    | "rejected"
    /** Its 401 or 403: the operator's credentials. */
    | "forbidden"
    /** Its 429. */
    | "busy"
    /** Its 5xx, or an answer that makes no sense. */
    | "failed"
    /** No connection, or one that died before an answer. */
    | "unreachable"
    /** The stop signal came first. */
    | "stopped";
  readonly status: number | null;
  /** For the record and, where `rejected`, for the caller; never a secret. */
  readonly message: string;
  /** Milliseconds that the provider asked us to wait, or null. */
  readonly retryAfterMs: number | null;
}
