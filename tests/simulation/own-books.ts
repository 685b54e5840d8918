import type { Command, Hold, Outcome } from "../../src/core/ledger/types.ts";

/** One account in the auditor's books. Picodollars. */
interface OwnAccount {
  posted: bigint;
  held: bigint;
  owed: bigint;
}

/** One hold in the auditor's books. Picodollars. */
export interface OwnHold {
  readonly accountId: string;
  readonly ceiling: bigint;
  amount: bigint;
  checkpoint: bigint | null;
  state: Hold["state"];
  charge: bigint | null;
  shortfall: bigint;
}

/** An objection to what a store did. */
export type Object = (sentence: string) => void;

/**
 * Books that the auditor keeps beside the store's, by its own rules: each durable command is
 * carried out here too, and the store's answer must be the same.
 */
export class OwnBooks {
  readonly accounts = new Map<string, OwnAccount>();
  readonly holds = new Map<string, OwnHold>();
  readonly #movements = new Map<string, bigint>();
  readonly #object: Object;
  /** All charges and all that the operator took over, in picodollars. */
  readonly totals = { charged: 0n, shortfall: 0n };

  constructor(object: Object) {
    this.#object = object;
  }

  /** Follows one durable command, and compares what the store answered. */
  follow(command: Command, outcome: Outcome): void {
    this.#carryOut(command, outcome);
    const { balance } = outcome;
    if (balance === null) return;
    const own = this.accounts.get(balance.accountId);
    const { posted, held, owed } = balance;
    if (posted - held < 0n || held < 0n || owed < 0n) {
      this.#object(`${balance.accountId} has ${posted} posted, ${held} held and ${owed} owed`);
    }
    if (own?.posted === posted && own.held === held && own.owed === owed) return;
    this.#object(
      `after ${command.kind} ${balance.accountId} has ${posted}/${held}/${owed}, ` +
        `by the auditor's books ${own?.posted}/${own?.held}/${own?.owed}`,
    );
  }

  #carryOut(command: Command, outcome: Outcome): void {
    switch (command.kind) {
      case "open_account":
        if (!this.accounts.has(command.accountId)) {
          this.accounts.set(command.accountId, { posted: 0n, held: 0n, owed: 0n });
        }
        return;
      case "top_up":
      case "adjust":
        this.#move(command, outcome);
        return;
      case "place_hold":
        this.#place(command.order, outcome);
        return;
      case "checkpoint":
        this.#checkpoint(command.holdId, command.checkpoint.charge, outcome);
        return;
      case "grow_hold":
        this.#grow(command.holdId, command.to, outcome);
        return;
      case "settle_hold":
      case "release_hold":
      case "recover_hold":
        this.#close(command, outcome);
        return;
      default:
        this.#object(`${command.kind} is nothing that a call does`);
    }
  }

  #move(command: Extract<Command, { kind: "top_up" | "adjust" }>, outcome: Outcome): void {
    const known = this.#movements.get(command.id);
    if (known !== undefined) {
      if (!outcome.done || !outcome.repeated) this.#object(`${command.id} is booked twice`);
      return;
    }
    const account = this.#account(command.accountId);
    const free = account.posted - account.held;
    const allowed = command.kind === "top_up" || command.allowOwed || -command.amount <= free;
    if (outcome.done !== allowed) this.#object(`${command.id} is done: ${outcome.done}`);
    if (!outcome.done) return;
    this.#movements.set(command.id, command.amount);
    if (command.amount > 0n) {
      const paid = lesser(account.owed, command.amount);
      account.owed -= paid;
      account.posted += command.amount - paid;
      return;
    }
    const taken = lesser(free, -command.amount);
    account.posted -= taken;
    account.owed += -command.amount - taken;
  }

  #place(order: Hold["order"], outcome: Outcome): void {
    const account = this.#account(order.accountId);
    const free = account.posted - account.held;
    const amount = order.wanted <= free ? order.wanted : order.least;
    if (outcome.done !== amount <= free) {
      this.#object(`hold ${order.id} of ${amount} is done: ${outcome.done}, available ${free}`);
    }
    if (!outcome.done) return;
    if (this.holds.has(order.id)) {
      this.#object(`hold ${order.id} is placed twice`);
      return;
    }
    if (outcome.hold?.amount !== amount) this.#object(`hold ${order.id} is not of ${amount}`);
    account.held += amount;
    this.holds.set(order.id, {
      accountId: order.accountId,
      ceiling: order.ceiling,
      amount,
      checkpoint: null,
      state: "open",
      charge: null,
      shortfall: 0n,
    });
  }

  #grow(holdId: string, to: bigint, outcome: Outcome): void {
    const hold = this.#openHold(holdId, outcome);
    if (hold === null) return;
    if (to > hold.ceiling) {
      this.#object(`hold ${holdId} is to grow beyond its ceiling`);
      return;
    }
    const account = this.#account(hold.accountId);
    const wanted = to > hold.amount ? to - hold.amount : 0n;
    const step = lesser(wanted, account.posted - account.held);
    hold.amount += step;
    account.held += step;
    if (outcome.hold?.amount !== hold.amount) this.#object(`hold ${holdId} grew by not ${step}`);
  }

  #checkpoint(holdId: string, charge: bigint, outcome: Outcome): void {
    const hold = this.#openHold(holdId, outcome);
    if (hold === null) return;
    const within = charge <= hold.amount && charge >= (hold.checkpoint ?? 0n);
    if (outcome.done !== within) {
      this.#object(`checkpoint ${charge} of hold ${holdId} is done: ${outcome.done}`);
    }
    if (outcome.done) hold.checkpoint = charge;
  }

  #close(
    command: Extract<Command, { kind: "settle_hold" | "release_hold" | "recover_hold" }>,
    outcome: Outcome,
  ): void {
    const hold = this.holds.get(command.holdId);
    if (hold === undefined) {
      this.#object(`${command.holdId} closes and was never placed`);
      return;
    }
    if (!outcome.done) {
      this.#object(`${command.kind} ${command.holdId} is refused`);
      return;
    }
    if (hold.state !== "open") {
      if (!outcome.repeated) this.#object(`hold ${command.holdId} is resolved twice`);
      return;
    }
    const account = this.#account(hold.accountId);
    const payable = hold.amount + account.posted - account.held;
    const due = dueOf(command, hold);
    hold.charge = lesser(lesser(due, hold.ceiling), payable);
    hold.shortfall = due - hold.charge;
    hold.state = closedStates[command.kind];
    account.posted -= hold.charge;
    account.held -= hold.amount;
    this.totals.charged += hold.charge;
    this.totals.shortfall += hold.shortfall;
    this.#compare(command.holdId, hold, outcome.hold);
  }

  #compare(holdId: string, own: OwnHold, hold: Hold | null): void {
    const same =
      hold?.state === own.state && hold.charge === own.charge && hold.shortfall === own.shortfall;
    if (same) return;
    this.#object(
      `hold ${holdId} is ${hold?.state} at ${hold?.charge} with ${hold?.shortfall} short, ` +
        `by the auditor's books ${own.state} at ${own.charge} with ${own.shortfall}`,
    );
  }

  #account(id: string): OwnAccount {
    const account = this.accounts.get(id);
    if (account !== undefined) return account;
    this.#object(`${id} was never opened`);
    return { posted: 0n, held: 0n, owed: 0n };
  }

  #openHold(holdId: string, outcome: Outcome): OwnHold | null {
    const hold = this.holds.get(holdId);
    if (hold?.state === "open") return hold;
    if (outcome.done) this.#object(`${holdId} changes, though it is ${hold?.state ?? "unknown"}`);
    return null;
  }
}

const closedStates = {
  settle_hold: "settled",
  release_hold: "released",
  recover_hold: "recovered",
} as const;

function dueOf(command: { readonly kind: string; readonly due?: bigint }, hold: OwnHold): bigint {
  if (command.kind === "recover_hold") return hold.checkpoint ?? 0n;
  return command.due ?? 0n;
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
