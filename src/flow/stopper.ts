/** Why a call ends before its upstream has ended it. */
export type StopReason = "client_gone" | "cancelled" | "shutdown" | "timeout";

/** One call's brake. The first reason counts; everything that waits for the call hears it. */
export class Stopper {
  #listeners: readonly (() => void)[] = [];
  #controller: AbortController | null = null;
  #reason: StopReason | null = null;

  /** For what can be stopped by a signal alone; most calls never make one. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== null) this.#controller.abort();
    return this.#controller.signal;
  }

  get reason(): StopReason | null {
    return this.#reason;
  }

  /** Calls back when the call is stopped from now on; answers how to be told no longer. */
  onStop(listener: () => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    };
  }

  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#controller?.abort();
    for (const listener of this.#listeners) listener();
  }
}
