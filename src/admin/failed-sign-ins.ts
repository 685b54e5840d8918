import type { Instant } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";

/** Whose tries are counted, and how many may fail in a window. */
export interface Try {
  readonly name: string;
  readonly max: number;
}

interface Failures {
  readonly count: number;
  readonly since: Instant;
}

/** Counts failed sign-ins by name, in windows, so that nobody can try passwords at leisure. */
export class FailedSignIns {
  readonly #byName = new Map<string, Failures>();

  /** Whole seconds that whoever tries has to wait; 0 where they may. */
  secondsToWait(tries: readonly Try[], now: Instant): number {
    const waits = tries.map(({ name, max }) => {
      const known = this.#byName.get(name);
      if (known === undefined || known.count < max) return 0;
      return Math.ceil((known.since + limits.signInWindowMs - now) / 1000);
    });
    return Math.max(0, ...waits);
  }

  count(tries: readonly Try[], now: Instant): void {
    for (const { name } of tries) {
      const known = this.#byName.get(name);
      const fresh = known === undefined || now - known.since >= limits.signInWindowMs;
      this.#byName.delete(name);
      this.#byName.set(name, fresh ? { count: 1, since: now } : add(known));
    }
    // Whoever floods the list with names forgets the oldest, never the newest failures.
    while (this.#byName.size > limits.signInFailuresKept) {
      const [oldest] = this.#byName.keys();
      if (oldest === undefined) return;
      this.#byName.delete(oldest);
    }
  }

  forget(tries: readonly Try[]): void {
    for (const { name } of tries) this.#byName.delete(name);
  }
}

function add(known: Failures): Failures {
  return { count: known.count + 1, since: known.since };
}
