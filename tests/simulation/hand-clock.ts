import type { Clock } from "../../src/ports/clock.ts";

/** Time that stands still until it is turned to the next timer. */
export interface HandClock extends Clock {
  /** Goes on to the next timer and calls it; false where there is none. */
  turn(): boolean;
}

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/** @param startsAt milliseconds since 1970, UTC */
export function openHandClock(startsAt: number): HandClock {
  const timers: Timer[] = [];
  let elapsedMs = 0;
  return {
    now: () => Math.floor(startsAt + elapsedMs),
    monotonicMs: () => elapsedMs,
    after: (ms, callback) => {
      const timer = { atMs: elapsedMs + Math.max(0, ms), callback, cancelled: false };
      // Behind all that are due no later: equal moments keep their order.
      const place = timers.findLastIndex((other) => other.atMs <= timer.atMs);
      timers.splice(place + 1, 0, timer);
      return () => {
        timer.cancelled = true;
      };
    },
    turn: () => {
      let timer = timers.shift();
      while (timer?.cancelled === true) timer = timers.shift();
      if (timer === undefined) return false;
      elapsedMs = timer.atMs;
      timer.callback();
      return true;
    },
  };
}

/** Lets everything run that waits for no timer: all promises settle before the next turn. */
export function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
