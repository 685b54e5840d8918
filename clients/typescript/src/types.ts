import type { ToldError } from "./errors.ts";

/** The gateway's own shapes, as docs/reference/api.md tells them. Amounts are decimal dollars. */

/** A call's body, as OpenAI has it, less `stream`; the gateway passes on what it doesn't know. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly unknown[];
  readonly max_tokens?: number;
  readonly stream_options?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
  /** Dollars as a number, as OpenRouter has it; exact amounts stand beside it. */
  readonly cost?: number;
  readonly cost_details?: { readonly prompt: string; readonly completion: string };
}

/** What a call has cost. */
export interface Charge {
  readonly id: string;
  readonly usage: Usage;
  readonly cost: string;
}

export type CallStatus =
  | "running"
  | "completed"
  | "stopped"
  | "cancelled"
  | "cut"
  | "failed"
  | "recovered";

/** A call's end and what it cost. */
export interface Bill extends Charge {
  readonly status: CallStatus;
}

export interface ChatChunk {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  readonly model: string;
  readonly choices: readonly ChunkChoice[];
  readonly usage?: Usage | null;
  readonly error?: ToldError;
}

export interface ChunkChoice {
  readonly index: number;
  readonly delta: ChunkDelta;
  readonly finish_reason: string | null;
}

export interface ChunkDelta {
  readonly role?: string;
  readonly content?: string | null;
  readonly reasoning_content?: string | null;
  readonly tool_calls?: readonly { readonly function?: { readonly arguments?: string } }[];
  readonly [field: string]: unknown;
}

export interface ChatCompletion {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly message: {
      readonly role: string;
      readonly content: string | null;
      readonly [field: string]: unknown;
    };
    readonly finish_reason: string;
  }[];
  readonly usage: Usage;
}

export interface CallRecord {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly status: CallStatus;
  readonly usage: Usage;
  readonly usage_source: "reported" | "counted" | null;
  /** Null while it runs. */
  readonly cost: string | null;
  readonly price_version: string;
  readonly hold: { readonly amount: string; readonly ceiling: string; readonly state: string };
  readonly finish_reason: string | null;
  readonly error: string | null;
  readonly attempts: readonly Readonly<Record<string, unknown>>[];
  readonly session_id: string | null;
  readonly client_request_id: string | null;
  readonly timings: { readonly ttft_ms: number | null; readonly total_ms: number | null };
  /** While the answer is kept. */
  readonly message?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface Estimate {
  readonly model: string;
  readonly prompt_tokens: number;
  readonly prompt_tokens_max: number;
  readonly prompt_tokens_details: Readonly<Record<string, number>>;
  readonly images: readonly {
    readonly width: number;
    readonly height: number;
    readonly detail: string;
    readonly tiles: number | null;
    readonly tokens: number;
    readonly tokens_max: number;
  }[];
  readonly max_completion_tokens: number;
  readonly cost: {
    readonly prompt: string;
    readonly completion_max: string;
    readonly total_max: string;
  };
  readonly hold: string;
  readonly admitted: boolean;
  readonly refused?: string;
  readonly price_version: string;
}

/** Dollars per token. */
export interface Pricing {
  readonly prompt: string;
  readonly completion: string;
  readonly image_token: string;
  readonly image_output: string;
  readonly input_cache_read: string;
}

export interface Model {
  readonly id: string;
  readonly created: number;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly context_length: number;
  readonly architecture: Readonly<Record<string, unknown>>;
  /** Null where the model has no price. */
  readonly pricing: Pricing | null;
  readonly price_version: string | null;
  readonly top_provider: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface Balance {
  readonly account_id: string;
  readonly name: string;
  readonly currency: string;
  readonly posted: string;
  readonly held: string;
  readonly available: string;
  readonly owed: string;
}

export interface Key {
  readonly id: string;
  readonly project_id: string;
  readonly account_id: string;
  readonly name: string;
  readonly hint: string;
  /** Null: every model, later ones included. */
  readonly models: readonly string[] | null;
  readonly output_tokens_max: number | null;
  readonly spend_limit: Readonly<Record<string, string>> | null;
  readonly expires_at: string | null;
  readonly disabled: boolean;
  readonly limits: { readonly rpm: number; readonly concurrency: number };
  readonly [field: string]: unknown;
}

export interface UsageRow {
  readonly calls: number;
  readonly usage: Usage;
  readonly cost: string;
}

export interface UsageReport {
  readonly from: string;
  readonly to: string;
  readonly group_by: string;
  readonly total: UsageRow;
  readonly truncated: boolean;
  readonly data: readonly (UsageRow & { readonly group: string })[];
}

export interface Session {
  readonly id: string;
  readonly opening: number;
  readonly status: "open" | "settled";
  readonly calls: number;
  readonly charged: string;
  readonly mills: number | null;
  readonly carried: string | null;
  readonly cycle: string | null;
  readonly [field: string]: unknown;
}

/** What the gateway answers where this page has no closer shape. */
export type Answer = Readonly<Record<string, unknown>>;
