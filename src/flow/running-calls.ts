import type { HoldOrder } from "../core/ledger/types.ts";
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
  /** Resolves with its end, once its charge is on disk, or with why it never was a call. */
  readonly ended: Promise<Settled | Joined | Refusal>;
}

/** Every running call of this process, by id and by the name that its caller gave it. */
export class RunningCalls {
  readonly #byId = new Map<string, RunningCall>();
  readonly #byName = new Map<string, RunningCall>();
  #draining = false;

  /** True from the moment of shutdown: nothing new is let in. */
  get draining(): boolean {
    return this.#draining;
  }

  get size(): number {
    return this.#byId.size;
  }

  closeTheDoor(): void {
    this.#draining = true;
  }

  add(call: RunningCall): void {
    this.#byId.set(call.order.id, call);
    const name = nameOf(call);
    if (name !== null) this.#byName.set(name, call);
  }

  remove(call: RunningCall): void {
    this.#byId.delete(call.order.id);
    const name = nameOf(call);
    if (name !== null && this.#byName.get(name) === call) this.#byName.delete(name);
  }

  /** By the gateway's id, or within the account by the caller's own name: the newest wins. */
  find(accountId: string, idOrName: string): RunningCall | null {
    const call = this.#byId.get(idOrName) ?? this.#byName.get(`${accountId} ${idOrName}`);
    return call !== undefined && call.order.accountId === accountId ? call : null;
  }

  /** How many calls of an account run now. */
  count(accountId: string): number {
    return this.all().filter(({ order }) => order.accountId === accountId).length;
  }

  all(): readonly RunningCall[] {
    return [...this.#byId.values()];
  }
}

function nameOf(call: RunningCall): string | null {
  const { accountId, clientRequestId } = call.order;
  return clientRequestId === null ? null : `${accountId} ${clientRequestId}`;
}
