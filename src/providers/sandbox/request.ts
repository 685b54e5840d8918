import type { Directives } from "./directives.ts";

/** A call as the sandbox serves it, whatever wire it came over. */
export interface SandboxRequest {
  readonly model: string;
  readonly messages: readonly SandboxMessage[];
  readonly tools: readonly SandboxTool[];
  readonly toolChoice: ToolChoice;
  readonly format: AnswerFormat;
  /** Tokens; null where the caller named no limit. */
  readonly outputTokensMax: number | null;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** The picture that the answer is to bring; null where it is to bring none. */
  readonly picture: PictureOrder | null;
  readonly thinking: Thinking;
  readonly directives: Directives;
}

/** How a picture that was asked for is to look; null is as usual. */
export interface PictureOrder {
  /** Such as `16:9`. */
  readonly aspectRatio: string | null;
  /** `512`, `1K`, `2K` or `4K`. */
  readonly imageSize: string | null;
  /** Whether no words are asked for beside it. */
  readonly alone: boolean;
}

/** What goes before an answer, billed and shown only where the caller wants to see it. */
export interface Thinking {
  readonly tokens: number;
  readonly shown: boolean;
}

export interface SandboxMessage {
  readonly role: string;
  readonly name: string | null;
  /** Its text, part by part. */
  readonly texts: readonly string[];
  readonly pictures: readonly EncodedPicture[];
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
}

export type Detail = "auto" | "low" | "high" | "original";

/** A picture as it was received. */
export interface EncodedPicture {
  readonly base64: string;
  readonly detail: Detail;
}

export interface SandboxTool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of its arguments; null where it takes none. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

export type ToolChoice =
  | { readonly kind: "none" | "auto" | "required" }
  | { readonly kind: "named"; readonly name: string };

export type AnswerFormat =
  | { readonly kind: "text" | "json" }
  | { readonly kind: "schema"; readonly schema: Readonly<Record<string, unknown>> };

/** Why the sandbox does not serve a call, as a provider would say it. */
export interface Rejection {
  readonly rejected: true;
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
  readonly message: string;
  /** Whole seconds for `Retry-After`, or null. */
  readonly retryAfterSeconds: number | null;
}

export function reject(message: string, detail: Partial<Rejection> = {}): Rejection {
  return {
    status: 400,
    type: "invalid_request_error",
    code: null,
    param: null,
    retryAfterSeconds: null,
    ...detail,
    message,
    rejected: true,
  };
}

export function isRejection(value: object): value is Rejection {
  return "rejected" in value && value.rejected === true;
}

/** All text of the newest user message, without directive lines. */
export function questionOf(request: SandboxRequest): string {
  const newest = request.messages.findLast((message) => message.role === "user");
  const text = (newest?.texts ?? []).join("\n");
  return text.replaceAll(/^[ \t]*!sandbox\b.*$/gm, "").trim();
}
