import type { ChatEvent } from "../core/chat/event.ts";
import type { Picodollars } from "../core/money/picodollars.ts";
import type { RateStanding } from "./rate-limits.ts";
import type { Settled } from "./settle.ts";

/** Where an answer goes: a stream, or a body that is collected first. The edge brings it. */
export interface Output {
  /** False where nothing leaves before the end: then nothing needs a checkpoint on the way. */
  readonly live: boolean;
  /** Called once, with what the headers say, before anything else and after the first event. */
  begin(opening: Opening): void;
  /** Takes events in order; a promise where the client is slow and the upstream should wait. */
  write(events: readonly ChatEvent[]): Promise<void> | undefined;
  /** The last bytes. Called only after the charge is on disk. */
  end(settled: Settled, closing: readonly ChatEvent[]): Promise<void> | undefined;
}

/** What is known before the first byte. */
export interface Opening {
  readonly id: string;
  /** The model as the catalogue has it. */
  readonly model: string;
  readonly hold: Picodollars;
  readonly promptTokens: number;
  readonly outputTokensMax: number;
  /** The provider that answers. */
  readonly upstream: string;
  readonly attempts: number;
  readonly standing: RateStanding;
}
