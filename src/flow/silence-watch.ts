import type { Clock } from "../ports/clock.ts";

export interface SilenceWatch {
  /** Waits for one read; only this waiting counts as silence, not a slow client's. */
  during<Read>(reading: Promise<Read>): Promise<Read>;
  readonly broken: boolean;
  end(): void;
}

/**
 * Calls `onSilence` once when a single read takes longer than `ms`. One timer serves the whole
 * stream and looks at the clock when it wakes: arming one for every event would cost more than
 * relaying it.
 */
export function watchSilence(clock: Clock, ms: number, onSilence: () => void): SilenceWatch {
  let waitingSinceMs: number | null = null;
  let broken = false;
  let cancel = clock.after(ms, look);

  function look(): void {
    const waitedMs = waitingSinceMs === null ? 0 : clock.monotonicMs() - waitingSinceMs;
    if (waitedMs >= ms) {
      broken = true;
      onSilence();
      return;
    }
    cancel = clock.after(Math.max(1, ms - waitedMs), look);
  }

  return {
    async during(reading) {
      waitingSinceMs = clock.monotonicMs();
      try {
        return await reading;
      } finally {
        waitingSinceMs = null;
      }
    },
    get broken() {
      return broken;
    },
    end: () => cancel(),
  };
}
