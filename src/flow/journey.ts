import type { ChatEvent } from "../core/chat/event.ts";
import type { Attempt, Checkpoint, StepOutcome } from "../core/ledger/types.ts";
import type { Refusal } from "../core/refusal.ts";
import type { Step } from "./step.ts";
import type { StopReason } from "./stopper.ts";

/** What ran out: the account's money, the key's own limit, or the request's. */
export type CutReason = "balance" | "spend_limit" | "max_cost";

/** How a call's way through the upstream came to its end. */
export type End =
  /** No upstream gave an event, and none ever will. */
  | { readonly kind: "undelivered"; readonly refusal: Refusal; readonly promptDue: boolean }
  /** The upstream said that it was done. */
  | { readonly kind: "ended" }
  /** Somebody stopped it; `promptDue` where the upstream had already answered. */
  | { readonly kind: "stopped"; readonly reason: StopReason; readonly promptDue: boolean }
  /** The money was gone, or a limit reached; what was relayed until then is `upTo`. */
  | { readonly kind: "cut"; readonly by: CutReason; readonly upTo: Checkpoint }
  /** The upstream went far beyond the output limit that it was given. */
  | { readonly kind: "overrun"; readonly upTo: Checkpoint }
  /** The upstream died, failed or fell silent in mid-stream. */
  | { readonly kind: "broken"; readonly refusal: Refusal }
  /** A bug of ours: still settled, and told as such. */
  | { readonly kind: "fault"; readonly error: unknown; readonly promptDue: boolean };

/** All that settling needs to know of what happened between hold and end. */
export interface Journey {
  readonly end: End;
  /** The step in which it ended: the only one of most calls. */
  readonly step: Step;
  /** Those that were done before. */
  readonly earlier: readonly StepOutcome[];
  /** Of the step in which it ended. */
  readonly attempts: readonly Attempt[];
  /** The events from the finish reason on, kept back until the charge is on disk. */
  readonly closing: readonly ChatEvent[];
  /** Monotonic milliseconds of the first event; null where none came. */
  readonly firstEventAtMs: number | null;
}
