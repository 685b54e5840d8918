import type { DrawnPicture } from "../draw-picture.ts";
import type { AnswerPart } from "../piece-reader.ts";
import type { Finish } from "../produce.ts";
import type { Rejection, SandboxRequest } from "../request.ts";

/** A provider's wire format: how requests are read and answers are written. */
export interface Wire {
  /** Reads a parsed body; what it cannot serve is rejected with the field's name. */
  read(body: unknown): SandboxRequest | Rejection;
  /** Begins the writing of one streamed answer; each call gives whole events, ready to send. */
  stream(head: AnswerHead): WireStream;
  /** A whole answer as one body. */
  whole(head: AnswerHead, answer: WholeAnswer): unknown;
  error(rejection: Rejection): unknown;
}

export interface AnswerHead {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly includeUsage: boolean;
  /** What is told of the prompt before anything was said; null where a fault leaves it out. */
  readonly usage: WireUsage | null;
  /** Whether the answer is the call of a tool. */
  readonly tool: boolean;
  /** Whether the caller wants to see what is thought. */
  readonly thoughtsShown: boolean;
}

export interface WireStream {
  opening(): string;
  part(part: AnswerPart): string;
  closing(end: WireEnd): string;
  failure(rejection: Rejection): string;
}

export interface WireEnd {
  readonly finish: Finish;
  /** Null where a fault leaves it out. */
  readonly usage: WireUsage | null;
  /** Whether the end mark (`[DONE]` or its like) is sent. */
  readonly marked: boolean;
}

export interface WholeAnswer {
  readonly text: string;
  readonly thoughts: string;
  readonly pictures: readonly DrawnPicture[];
  readonly toolName: string | null;
  readonly finish: Finish;
  readonly usage: WireUsage | null;
}

/** Tokens as they are reported, which a directive may have bent. */
export interface WireUsage {
  readonly promptText: number;
  readonly promptImage: number;
  /** Of both, what was read from a cache or written to one. */
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWrite1h: number;
  /** All of the output, pictures and thoughts too. */
  readonly completion: number;
  readonly completionImage: number;
  readonly reasoning: number;
}
