import type { HoldOrder } from "../core/ledger/types.ts";
import type { Picodollars } from "../core/money/picodollars.ts";
import type { Refusal } from "../core/refusal.ts";
import type { Usage } from "../core/tokens/usage.ts";
import type { Joined } from "./hold.ts";
import type { Output } from "./output.ts";
import type { Settled } from "./settle.ts";
import type { Stopper } from "./stopper.ts";

/** A call from the moment its hold is ordered until its settlement. */
export interface RunningCall {
  readonly order: HoldOrder;
  readonly stopper: Stopper;
  /** Where its answer goes, for those who want to follow it too. */
  readonly output: Output;
  /** What was counted so far. */
  usage(): Usage;
  /** What it has cost so far by that count; null before its first output. */
  due(): Picodollars | null;
  /** Resolves with its end, once its charge is on disk, or with why it never was a call. */
  readonly ended: Promise<Settled | Joined | Refusal>;
}

/**
 * Every running call of this process, by id and by the name that its caller gave it. A list and not
 * a map: the tables that a map outgrows as calls come and go would keep what they last held, whole
 * calls, from being collected young.
 */
export class RunningCalls {
  readonly #calls: RunningCall[] = [];
  #draining = false;

  /** True from the moment of shutdown: nothing new is let in. */
  get draining(): boolean {
    return this.#draining;
  }

  get size(): number {
    return this.#calls.length;
  }

  closeTheDoor(): void {
    this.#draining = true;
  }

  add(call: RunningCall): void {
    this.#calls.push(call);
  }

  remove(call: RunningCall): void {
    const place = this.#calls.indexOf(call);
    if (place !== -1) this.#calls.splice(place, 1);
  }

  /** By the gateway's id, or within the account by the caller's own name: the newest wins. */
  find(accountId: string, idOrName: string): RunningCall | null {
    const own = this.#calls.filter(({ order }) => order.accountId === accountId);
    return (
      own.find(({ order }) => order.id === idOrName) ??
      own.findLast(({ order }) => order.clientRequestId === idOrName) ??
      null
    );
  }

  /** How many calls of an account run now. */
  count(accountId: string): number {
    return this.#calls.filter(({ order }) => order.accountId === accountId).length;
  }

  all(): readonly RunningCall[] {
    return [...this.#calls];
  }
}
