import type { Ending } from "../../flow/answer.ts";
import type { Placement } from "../../flow/output.ts";
import type { WriteError } from "./write-error.ts";

/** What of a call stands in an answer, beside what was produced. */
export type CallShown = Pick<Placement, "id" | "model" | "promptTokens">;

/** How a dialect tells an answer on the way. What it says depends on nothing but the chunks. */
export interface StreamVoice {
  readonly contentType: string;
  /** Sent while nothing comes, to keep the connection; no reader may take it for an event. */
  readonly comment: Uint8Array;
  readonly writeError: WriteError;
  /** Headers that only this dialect has, beside those of every answer. */
  readonly headers?: (id: string) => Readonly<Record<string, string>>;
  /** The call is known; told before anything else, and maybe again. */
  readonly placed: (placement: Placement) => void;
  /** The bytes that tell these chunks; `from` is the number of the first, counted from 1. */
  readonly take: (chunks: readonly Uint8Array[], from: number) => readonly Uint8Array[];
  /** The last bytes: the charge is on disk, and an error, if any, is in the ending. */
  readonly end: (ending: Ending) => readonly Uint8Array[];
}

/** How a dialect tells an answer in one piece. */
export interface WholeVoice {
  readonly writeError: WriteError;
  readonly headers?: (id: string) => Readonly<Record<string, string>>;
  /** The answer's body; of an answer that is not whole, what there is of it. */
  readonly write: (ending: Ending) => Record<string, unknown>;
}
