import type { ChatRequest } from "../../core/chat/request.ts";
import type { Refusal } from "../../core/refusal.ts";
import type { AnswerReader } from "../../flow/answer.ts";
import type { Client } from "./client.ts";
import type { ExtraHeaders } from "./extra-headers.ts";
import type { Slicing } from "./slice-body.ts";
import type { WriteError } from "./write-error.ts";

/**
 * One way of speaking with callers. It says how a call is read into the one dialect inside and how
 * its answer and its refusals are told; the road between is the same for all.
 */
export interface Dialect {
  /** What of the address says what is asked: a part of what an idempotency key stands for. */
  readonly path: string;
  readonly slicing: Slicing;
  readonly writeError: WriteError;
  readonly read: (
    body: Buffer,
    headers: ExtraHeaders,
    recall: RecallOutput,
  ) => ReadCall | Refusal | Promise<ReadCall | Refusal>;
}

/** The chunks of an earlier call of the same project, or null where they are kept no longer. */
export type RecallOutput = (callId: string) => Promise<readonly Uint8Array[] | null>;

/** A call as its dialect has read it. */
export interface ReadCall {
  readonly chat: ChatRequest;
  /** Opens what tells the answer, on the way or whole, as the call asked. */
  readonly openReader: (client: Client) => AnswerReader;
  /** Where refusals of this very call are told in words of its own. */
  readonly writeError?: WriteError;
}
