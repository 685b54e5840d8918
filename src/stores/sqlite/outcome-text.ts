import { assert } from "../../core/assert.ts";
import type {
  Balance,
  Checkpoint,
  Command,
  Hold,
  HoldOrder,
  Movement,
  Outcome,
  Session,
} from "../../core/ledger/types.ts";
import { digits } from "../../core/money/picodollars.ts";
import type { GroupResult } from "./commit-batch.ts";
import { type HeardGroup, hearAmount, hearEnd, type Told, tellEnd } from "./commit-text.ts";
import type { KnownHolds } from "./known-holds.ts";
import { hearStepUsed, tellStepUsed } from "./step-text.ts";

// What the ledger's thread answers on the path of every call. Who asked knows what it asked for, so
// that a hold which was placed or changed is told by what was decided of it alone.

type ToldResult = { readonly fault: string } | readonly (ToldNews | Told<Outcome>)[];

type ToldNews = readonly [
  amount: string,
  charge: string | null,
  shortfall: string,
  posted: string,
  held: string,
  owed: string,
  sequence: number,
  head: string,
  session: Told<Session> | null,
];

export function writeResults(
  results: readonly GroupResult[],
  groups: readonly HeardGroup[],
): string {
  return JSON.stringify(
    results.map((result, place): ToldResult => {
      if ("fault" in result) return result;
      const group = groups[place];
      assert(group !== undefined, "every caller has its result");
      return result.outcomes.map((outcome, at) => tellOutcome(outcome, group, at));
    }),
  );
}

/** Reads what became of the commands of several callers, and keeps what it tells of holds. */
export function readResults(
  text: string,
  groups: readonly (readonly Command[])[],
  known: KnownHolds,
): readonly GroupResult[] {
  const results: readonly ToldResult[] = JSON.parse(text);
  return results.map((result, place) => {
    if ("fault" in result) return result;
    const outcomes = result.map((told, at) => {
      const outcome = hearResult(told, groups[place]?.[at], known);
      known.learn(outcome);
      return outcome;
    });
    return { outcomes };
  });
}

function tellOutcome(outcome: Outcome, group: HeardGroup, place: number): ToldNews | Told<Outcome> {
  const command = group.commands[place];
  const told = command?.kind === "place_hold" || group.known[place] === true;
  const { hold } = outcome;
  const news = told && outcome.done && !outcome.repeated && command?.kind !== "recover_hold";
  if (!news || hold === null) return tellWhole(outcome);
  const { balance, session } = outcome;
  return [
    digits(hold.amount),
    hold.charge === null ? null : digits(hold.charge),
    digits(hold.shortfall),
    digits(balance.posted),
    digits(balance.held),
    digits(balance.owed),
    balance.sequence,
    balance.head,
    session === null ? null : tellSession(session),
  ];
}

function hearResult(
  told: ToldNews | Told<Outcome>,
  command: Command | undefined,
  known: KnownHolds,
): Outcome {
  if ("done" in told) return hearWhole(told);
  const [amount, charge, shortfall, posted, held, owed, sequence, head, session] = told;
  assert(command !== undefined, "every answer has its question");
  const hold = known.after(command, {
    amount: hearAmount(amount),
    charge: charge === null ? null : hearAmount(charge),
    shortfall: hearAmount(shortfall),
  });
  assert(hold !== null, "a hold is told in short only to those who know it");
  const { accountId } = hold.order;
  return {
    done: true,
    repeated: false,
    balance: hearBalance({ accountId, posted, held, owed, sequence, head }),
    hold,
    movement: null,
    session: session === null ? null : hearSession(session),
  };
}

function tellWhole(outcome: Outcome): Told<Outcome> {
  const { balance, hold } = outcome;
  const heldNow = hold === null ? null : tellHold(hold);
  if (!outcome.done) {
    return { ...outcome, balance: balance === null ? null : tellBalance(balance), hold: heldNow };
  }
  const { movement, session } = outcome;
  return {
    ...outcome,
    balance: tellBalance(outcome.balance),
    hold: heldNow,
    movement: movement === null ? null : tellMovement(movement),
    session: session === null ? null : tellSession(session),
  };
}

function hearWhole(outcome: Told<Outcome>): Outcome {
  const { balance, hold } = outcome;
  const heldNow = hold === null ? null : hearHold(hold);
  if (!outcome.done) {
    return { ...outcome, balance: balance === null ? null : hearBalance(balance), hold: heldNow };
  }
  const { movement, session } = outcome;
  return {
    ...outcome,
    balance: hearBalance(outcome.balance),
    hold: heldNow,
    movement: movement === null ? null : hearMovement(movement),
    session: session === null ? null : hearSession(session),
  };
}

function tellOrder(order: HoldOrder): Told<HoldOrder> {
  const { spendLimit } = order;
  return {
    ...order,
    ceiling: digits(order.ceiling),
    wanted: digits(order.wanted),
    least: digits(order.least),
    spendLimit: spendLimit ? { ...spendLimit, max: digits(spendLimit.max) } : null,
  };
}

function hearOrder(order: Told<HoldOrder>): HoldOrder {
  const { spendLimit } = order;
  return {
    ...order,
    ceiling: hearAmount(order.ceiling),
    wanted: hearAmount(order.wanted),
    least: hearAmount(order.least),
    spendLimit: spendLimit ? { ...spendLimit, max: hearAmount(spendLimit.max) } : null,
  };
}

function tellHold(hold: Hold): Told<Hold> {
  const { checkpoint, charge, outcome } = hold;
  return {
    ...hold,
    order: tellOrder(hold.order),
    amount: digits(hold.amount),
    checkpoint: checkpoint === null ? null : tellCheckpoint(checkpoint),
    charge: charge === null ? null : digits(charge),
    shortfall: digits(hold.shortfall),
    outcome: outcome === null ? null : tellEnd(outcome),
  };
}

function hearHold(hold: Told<Hold>): Hold {
  const { checkpoint, charge, outcome } = hold;
  return {
    ...hold,
    order: hearOrder(hold.order),
    amount: hearAmount(hold.amount),
    checkpoint: checkpoint === null ? null : hearCheckpoint(checkpoint),
    charge: charge === null ? null : hearAmount(charge),
    shortfall: hearAmount(hold.shortfall),
    outcome: outcome === null ? null : hearEnd(outcome),
  };
}

function tellCheckpoint(checkpoint: Checkpoint): Told<Checkpoint> {
  const { charge, usage, steps } = checkpoint;
  const told = { charge: digits(charge), usage };
  return steps === undefined ? told : { ...told, steps: steps.map(tellStepUsed) };
}

function hearCheckpoint(checkpoint: Told<Checkpoint>): Checkpoint {
  const { charge, usage, steps } = checkpoint;
  const heard = { charge: hearAmount(charge), usage };
  return steps === undefined ? heard : { ...heard, steps: steps.map(hearStepUsed) };
}

function tellBalance(balance: Balance): Told<Balance> {
  const { posted, held, owed } = balance;
  return { ...balance, posted: digits(posted), held: digits(held), owed: digits(owed) };
}

function hearBalance(balance: Told<Balance>): Balance {
  const { posted, held, owed } = balance;
  return {
    ...balance,
    posted: hearAmount(posted),
    held: hearAmount(held),
    owed: hearAmount(owed),
  };
}

function tellMovement(movement: Movement): Told<Movement> {
  return { ...movement, amount: digits(movement.amount), owed: digits(movement.owed) };
}

function hearMovement(movement: Told<Movement>): Movement {
  return { ...movement, amount: hearAmount(movement.amount), owed: hearAmount(movement.owed) };
}

function tellSession(session: Session): Told<Session> {
  return { ...session, charged: digits(session.charged) };
}

function hearSession(session: Told<Session>): Session {
  return { ...session, charged: hearAmount(session.charged) };
}
