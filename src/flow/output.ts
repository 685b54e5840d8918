import type { ChatEvent } from "../core/chat/event.ts";
import type { Picodollars } from "../core/money/picodollars.ts";
import type { DisconnectPolicy } from "../core/settings/settings.ts";
import type { RateStanding } from "./rate-limits.ts";
import type { Settled } from "./settle.ts";

/** Where an answer goes. */
export interface Output {
  /**
   * Whether anybody reads along. Where nobody does, nothing leaves before the end, and nothing
   * needs a checkpoint on the way. Asked before every event; what it answers holds for the write
   * that follows.
   */
  readonly live: boolean;
  /** The money is set aside; nothing has been sent upstream yet. */
  placed(placement: Placement): void;
  /** The first event is in hand. Called once, before any is written. */
  begin(opening: Opening): void;
  /** Takes events in order; a promise where a client is slow and the upstream should wait. */
  write(events: readonly ChatEvent[]): Promise<void> | undefined;
  /** The last bytes. Called only after the charge is on disk. */
  end(settled: Settled, closing: readonly ChatEvent[]): void;
}

/** What is known of a call once its hold is placed. */
export interface Placement {
  readonly id: string;
  /** The model as the catalogue has it. */
  readonly model: string;
  /** Milliseconds since 1970, when its hold was ordered. */
  readonly at: number;
  readonly hold: Picodollars;
  readonly promptTokens: number;
  readonly outputTokensMax: number;
  readonly standing: RateStanding;
  /** What happens when everybody who reads it has gone. */
  readonly onDisconnect: DisconnectPolicy;
}

/** What is known before the first event is written. */
export interface Opening extends Placement {
  /** The provider that answers. */
  readonly upstream: string;
  readonly attempts: number;
}
