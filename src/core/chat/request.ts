import type { Picodollars } from "../money/picodollars.ts";
import type { AskedThinking } from "./asked-thinking.ts";

/** The one dialect inside: OpenAI's chat completions, read once at the edge. */
export interface ChatRequest {
  /** The model as the caller named it. */
  readonly model: string;
  readonly messages: readonly Message[];
  /** Every picture of the messages, in their order; parts point here by index. */
  readonly pictures: readonly PictureSource[];
  /** All other fields of the body, which travel on to the provider unread. */
  readonly passedOn: PassedOn;
  /** Absent where all that is said of thinking is among the fields passed on. */
  readonly thinking?: AskedThinking;
  /** Tokens; null where the caller named no limit. */
  readonly outputTokensMax: number | null;
  /** Tokens of the first of two steps; none where the caller named no limit. */
  readonly summaryTokensMax?: number | null | undefined;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly hold: "auto" | "full";
  readonly sessionId: string | null;
  readonly clientRequestId: string | null;
  readonly onDisconnect: "stop" | "linger" | "finish" | null;
  readonly maxCost: Picodollars | null;
  readonly store: boolean;
}

export interface Message {
  readonly role: string;
  readonly content: string | null | readonly Part[];
  /** `name`, `tool_calls`, `tool_call_id` and whatever else the message carries. */
  readonly passedOn: PassedOn;
}

export type Part =
  | { readonly kind: "text"; readonly text: string; readonly passedOn: PassedOn }
  | { readonly kind: "refusal"; readonly refusal: string; readonly passedOn: PassedOn }
  | { readonly kind: "picture"; readonly index: number; readonly passedOn: PassedOn };

/** Fields that the gateway does not read, and the provider may. */
export type PassedOn = Readonly<Record<string, unknown>>;

export type Detail = "auto" | "low" | "high" | "original";

/** A picture as the caller sent it. */
export type PictureSource =
  | {
      readonly kind: "inline";
      /** Base64 in ASCII, still lying in the received body: never copied into a string. */
      readonly base64: Uint8Array;
      readonly mediaType: string;
      readonly detail: Detail;
    }
  /** A data URL that is not base64 at all: refused at the estimate, where pictures are read. */
  | { readonly kind: "unreadable"; readonly reason: string; readonly detail: Detail }
  | { readonly kind: "remote"; readonly url: string; readonly detail: Detail };

/** A picture that is here, or will never be. */
export type ReadPictureSource = Exclude<PictureSource, { readonly kind: "remote" }>;

/** A picture after its header was read: what is measured here is what is sent on. */
export interface Picture {
  readonly base64: Uint8Array;
  /** The true media type, from the bytes. */
  readonly mediaType: string;
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  readonly height: number;
  readonly detail: Detail;
}
