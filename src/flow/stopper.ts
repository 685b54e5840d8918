/** Why a call ends before its upstream has ended it. */
export type StopReason = "client_gone" | "cancelled" | "shutdown" | "timeout";

/** One call's brake. The first reason counts; everything that waits for the call hears it. */
export class Stopper {
  readonly #controller = new AbortController();
  #reason: StopReason | null = null;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): StopReason | null {
    return this.#reason;
  }

  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#controller.abort();
  }
}
