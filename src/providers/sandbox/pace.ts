/** When tokens are due, and the waiting for them; one per answer. */
export interface Pace {
  /** How many tokens may have been said by now. */
  due(): number;
  /** Waits until the token after `said` is due; false where the call was stopped meanwhile. */
  until(said: number): Promise<boolean>;
  /** Waits `ms` more, once; everything after it comes later by as much. */
  stall(ms: number): Promise<boolean>;
  /** Ends every wait at once. */
  stop(): void;
}

/** `firstAt` is in milliseconds of `performance.now()`; a pace of 0 is as fast as possible. */
export function startPace(firstAt: number, tokensPerSecond: number): Pace {
  let origin = firstAt;
  let stopped = false;
  let wake: (() => void) | null = null;
  const msPerToken = tokensPerSecond === 0 ? 0 : 1000 / tokensPerSecond;

  return {
    due() {
      const passed = performance.now() - origin;
      if (passed < 0) return 0;
      return msPerToken === 0 ? Number.POSITIVE_INFINITY : Math.floor(passed / msPerToken) + 1;
    },
    until: (said) => waitUntil(origin + said * msPerToken),
    stall(ms) {
      origin += ms;
      return waitUntil(performance.now() + ms);
    },
    stop() {
      stopped = true;
      wake?.();
    },
  };

  async function waitUntil(time: number): Promise<boolean> {
    // A timer may fire a hair early: what is not yet due is waited for again.
    for (let left = time - performance.now(); left > 0 && !stopped; ) {
      await sleep(left);
      left = time - performance.now();
    }
    return !stopped;
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, Math.max(1, Math.ceil(ms)));
      wake = done;
      function done(): void {
        clearTimeout(timer);
        wake = null;
        resolve();
      }
    });
  }
}
