import { sumUsage } from "../core/ledger/call-usage.ts";
import type { Checkpoint, Command, Hold, Outcome, StepUsed } from "../core/ledger/types.ts";
import {
  least,
  mill,
  minus,
  most,
  type Picodollars,
  picodollars,
  plus,
  zero,
} from "../core/money/picodollars.ts";
import { noUsage } from "../core/tokens/usage.ts";
import type { Gateway } from "./gateway.ts";
import type { Output } from "./output.ts";
import type { StepName } from "./step.ts";

/** Half a mill: from here on a checkpoint is written ahead of need, so that no stream waits. */
const halfMill = picodollars(mill / 2n);

export interface CoverOrder {
  readonly hold: Hold;
  /** Whether anybody reads along; where nobody does, nothing needs a checkpoint on the way. */
  readonly output: Pick<Output, "live">;
  /** What one more slice sets aside. */
  readonly slice: Picodollars;
  /** Null where the call is to one model alone, and its record tells no steps. */
  readonly steps: CoveredSteps | null;
}

/** The steps of a call so far: what those before used is due whatever the running one does. */
export interface CoveredSteps {
  readonly earlier: readonly StepUsed[];
  readonly running: StepName;
}

/**
 * Keeps a running stream covered: its hold is never less than what was relayed, and no more than
 * one mill was ever relayed without a durable checkpoint.
 */
export class Cover {
  readonly #gateway: Gateway;
  readonly #order: CoverOrder;
  #held: Picodollars;
  /** What is due for earlier steps. */
  readonly #before: Picodollars;
  /** What the last durable checkpoint says; null while there is none at all. */
  #checkpointed: Picodollars | null = null;
  /** Once a slice could not be had whole, for want of what: no use in asking ahead again. */
  #lacking: "balance" | "spend_limit" | null = null;
  #pending: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(gateway: Gateway, order: CoverOrder) {
    this.#gateway = gateway;
    this.#order = order;
    this.#held = order.hold.amount;
    this.#before = plus(zero, ...(order.steps?.earlier ?? []).map(({ due }) => due));
  }

  /** What ran out, where `reach` answered false: the account's money, or the key's own limit. */
  get lacking(): "balance" | "spend_limit" {
    return this.#lacking ?? "balance";
  }

  /** Whether all that the call may cost is held and nobody reads along: nothing needs cover. */
  get whole(): boolean {
    return this.#held >= this.#order.hold.order.ceiling && !this.#order.output.live;
  }

  /** Before a further step is asked: what the earlier ones used is due, and on disk. */
  async openBetween(): Promise<void> {
    await this.open({ charge: zero, usage: noUsage });
  }

  /** Before the first byte: the prompt is due, and on disk. */
  async open(prompt: Checkpoint): Promise<void> {
    if (this.#order.output.live) await this.#commit(prompt, prompt);
  }

  /** Whether an event that brings the due to `after` may be relayed at once. */
  covers(after: Checkpoint): boolean {
    const due = this.#capped(after);
    if (due > this.#held) return false;
    if (!this.#order.output.live) return true;
    return this.#checkpointed !== null && minus(due, this.#checkpointed) <= mill;
  }

  /**
   * Makes room for an event: grows the hold, writes a checkpoint, both in one commit. `before` is
   * what was relayed already. False where the money is gone; rejects where the store failed.
   */
  async reach(before: Checkpoint, after: Checkpoint): Promise<boolean> {
    await this.#settlePending();
    if (this.covers(after)) return true;
    // An event worth more than a mill by itself is on disk before it is relayed.
    const big = minus(this.#capped(after), this.#capped(before)) > mill;
    await this.#commit(after, big ? after : before);
    return this.covers(after);
  }

  /** Commits ahead of need, without waiting, after `relayed` went out. */
  runAhead(relayed: Checkpoint): void {
    if (this.#pending !== null || this.#failure !== null) return;
    const growth = this.#lacking === null && this.#wantsGrowth(relayed);
    if (!growth && !this.#wantsCheckpoint(relayed)) return;
    this.#pending = this.#commit(relayed, relayed).then(
      () => {
        this.#pending = null;
      },
      (error: unknown) => {
        this.#pending = null;
        this.#failure = error;
      },
    );
  }

  /** Waits for a commit that is still under way, so that none comes after the settlement. */
  async close(): Promise<void> {
    await this.#pending;
  }

  async #settlePending(): Promise<void> {
    await this.#pending;
    if (this.#failure !== null) throw this.#failure;
  }

  async #commit(aim: Checkpoint, checkpoint: Checkpoint): Promise<void> {
    const commands: Command[] = [];
    const { order } = this.#order.hold;
    if (this.#wantsGrowth(aim)) {
      const to = least(order.ceiling, plus(this.#capped(aim), this.#order.slice));
      commands.push({ kind: "grow_hold", holdId: order.id, to, at: this.#gateway.clock.now() });
    }
    const charge = this.#capped(checkpoint);
    if (this.#order.output.live) {
      commands.push({
        kind: "checkpoint",
        holdId: order.id,
        checkpoint: { ...this.#withEarlier(checkpoint), charge },
      });
    }
    if (commands.length === 0) return;
    const outcomes = await this.#gateway.store.ledger.commit(commands);
    this.#learn(commands, outcomes, charge);
  }

  #learn(commands: readonly Command[], outcomes: readonly Outcome[], charge: Picodollars): void {
    for (const [index, command] of commands.entries()) {
      const outcome = outcomes[index];
      if (!outcome?.done || outcome.hold === null) continue;
      const { hold, balance } = outcome;
      if (command.kind === "checkpoint") {
        this.#checkpointed = most(this.#checkpointed ?? zero, charge);
      }
      this.#held = hold.amount;
      if (command.kind === "grow_hold" && hold.amount < command.to) {
        // A hold takes what remains of both: what it left in the balance, the limit kept from it.
        this.#lacking = balance.posted > balance.held ? "spend_limit" : "balance";
      }
    }
  }

  #wantsCheckpoint(relayed: Checkpoint): boolean {
    if (!this.#order.output.live) return false;
    return minus(this.#capped(relayed), this.#checkpointed ?? zero) > halfMill;
  }

  #wantsGrowth(aim: Checkpoint): boolean {
    const { ceiling } = this.#order.hold.order;
    if (this.#held >= ceiling) return false;
    const ahead = picodollars(this.#order.slice / 2n);
    return plus(this.#capped(aim), ahead) > this.#held;
  }

  /** Nobody pays beyond the ceiling, so nothing beyond it needs cover. */
  #capped(mark: Checkpoint): Picodollars {
    return least(plus(this.#before, mark.charge), this.#order.hold.order.ceiling);
  }

  /** What the whole call used, where `mark` tells of its running step alone. */
  #withEarlier({ usage, charge }: Checkpoint): Omit<Checkpoint, "charge"> {
    const { steps } = this.#order;
    if (steps === null) return { usage };
    const { earlier, running } = steps;
    const begun = charge > 0n || usage !== noUsage ? [{ ...running, usage, due: charge }] : [];
    const all = [...earlier.map(usedOnly), ...begun];
    return { usage: all.map((step) => step.usage).reduce(sumUsage, noUsage), steps: all };
  }
}

/** What a crash is charged by, without what only the record tells. */
function usedOnly({ model, priceVersion, usage, due }: StepUsed): StepUsed {
  return { model, priceVersion, usage, due };
}
