/** Calls to addresses that somebody gave, behind a guard. Never rejects for what the world does. */
export interface WebhookCaller {
  /** Why this address must not be called, in words that end a sentence; null where it may. */
  check(url: string): Promise<string | null>;
  post(call: WebhookCall, stop: AbortSignal): Promise<WebhookAnswer>;
}

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whatever status came; or why none did, and whether a later try could be different. */
export type WebhookAnswer =
  | { readonly status: number }
  | { readonly status: null; readonly reason: string; readonly final: boolean };
