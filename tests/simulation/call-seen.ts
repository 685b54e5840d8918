import type { RefusalCode } from "../../src/core/refusal.ts";
import type { Caller } from "../../src/flow/gateway.ts";
import type { Stopper } from "../../src/flow/stopper.ts";
import type { EventTrack } from "./event-track.ts";
import type { ExpectedHold } from "./own-estimate.ts";
import type { CallPlan } from "./plan-call.ts";

/** What the outside saw of one call that was sent. */
export interface CallSeen {
  readonly plan: CallPlan;
  readonly caller: Caller;
  readonly stopper: Stopper;
  /** Which life of the gateway it was sent to. */
  readonly life: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Null where a refusal is expected. */
  readonly expected: ExpectedHold | null;
  /** Null where none is expected that depends on the call alone. */
  readonly expectedRefusal: RefusalCode | null;
  holdId: string | null;
  /** True where the ledger refused its hold. */
  placeDenied: boolean;
  /** The providers that were asked, attempt by attempt. */
  readonly asked: string[];
  /** True after a failure that no repeating can mend: the provider's own no, or its silence. */
  givenUp: boolean;
  /** True while a provider works for it. */
  upstreamWorks: boolean;
  /** What the provider gave, once it gave anything at all; null before. */
  stream: StreamSeen | null;
  /** True where a provider answered 2xx and was stopped before its first event. */
  emptyAfterStop: boolean;
  /** Events of the stream up to the last one that was written to the client. */
  written: number;
  /** True where the ledger could not set aside what the next event needs. */
  moneyGone: boolean;
  /** True where a commit about it was answered with a failure. */
  storeFailed: boolean;
  begun: boolean;
  lastBytes: boolean;
  /** True after the first cancel that was answered with its end. */
  cancelled: boolean;
  answer: "none" | "settled" | "refused" | "failed";
}

/** What a provider gave, batch by batch. */
export interface StreamSeen {
  readonly track: EventTrack;
  /** Events before the last batch: surely all metered, for one more was asked for. */
  before: number;
  lastKind: "events" | "ended" | "broken";
}
