import type { Clock } from "../ports/clock.ts";

export interface Silence {
  readonly clock: Clock;
  /** Milliseconds that a single read may take. */
  readonly ms: number;
  /** Called once, when one takes longer. */
  readonly onSilence: () => void;
}

/**
 * Watches one stream for silence. One timer serves it whole and looks at the clock when it wakes:
 * arming one for every event would cost more than relaying it.
 */
export class SilenceWatch {
  readonly #silence: Silence;
  #waitingSinceMs: number | null = null;
  #broken = false;
  #cancel: () => void;

  constructor(silence: Silence) {
    this.#silence = silence;
    this.#cancel = this.#lookAfter(silence.ms);
  }

  /** Whether the silence was broken off: from then on the stream is closed. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Waits for one read; only this waiting counts as silence, not a slow client's. */
  async during<Read>(reading: Promise<Read>): Promise<Read> {
    this.#waitingSinceMs = this.#silence.clock.monotonicMs();
    try {
      return await reading;
    } finally {
      this.#waitingSinceMs = null;
    }
  }

  end(): void {
    this.#cancel();
  }

  #lookAfter(ms: number): () => void {
    return this.#silence.clock.after(ms, () => this.#look());
  }

  #look(): void {
    const { clock, ms, onSilence } = this.#silence;
    const waitingSinceMs = this.#waitingSinceMs;
    const waitedMs = waitingSinceMs === null ? 0 : clock.monotonicMs() - waitingSinceMs;
    if (waitedMs >= ms) {
      this.#broken = true;
      onSilence();
      return;
    }
    this.#cancel = this.#lookAfter(Math.max(1, ms - waitedMs));
  }
}
