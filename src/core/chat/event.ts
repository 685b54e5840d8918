import type { ReportedUsage } from "../tokens/usage.ts";

/** What one event of an upstream's stream says, in OpenAI's words for a chunk. */
export interface ChatEvent {
  /** `choices[0].delta`, or null where the event carries no choice. */
  readonly delta: Delta | null;
  /** `choices[0].logprobs` where the caller asked for them. */
  readonly logprobs: unknown;
  /** `choices[0].finish_reason`; null until the answer ends. */
  readonly finish: string | null;
  /** Cumulative: a later report replaces an earlier one and is never added to it. */
  readonly usage: ReportedUsage | null;
  /** The event's JSON as it was received, where the upstream speaks OpenAI's dialect itself. */
  readonly raw: Uint8Array | null;
}

export interface Delta {
  readonly role?: string | undefined;
  readonly content?: string | null | undefined;
  readonly refusal?: string | null | undefined;
  /** Thinking that the provider shows; billed as reasoning. */
  readonly reasoning_content?: string | null | undefined;
  readonly reasoning?: string | null | undefined;
  readonly tool_calls?: readonly ToolCallDelta[] | undefined;
  /** A call of the old kind, which `functions` in the request ask for. */
  readonly function_call?: CalledFunction | null | undefined;
  /** Pictures that the model gives out, each whole; the shape is OpenRouter's. */
  readonly images?: readonly PictureDelta[] | undefined;
  readonly [more: string]: unknown;
}

export interface PictureDelta {
  readonly type: "image_url";
  /** A data URL, mostly. */
  readonly image_url: { readonly url: string };
}

export interface CalledFunction {
  readonly name?: string | undefined;
  readonly arguments?: string | undefined;
}

export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly function?: CalledFunction | undefined;
  /** A tool that takes free text, in place of a function. */
  readonly custom?:
    | { readonly name?: string | undefined; readonly input?: string | undefined }
    | undefined;
  /** What the provider wants to be sent back with this call in the next turn. */
  readonly extra_content?: unknown;
}
