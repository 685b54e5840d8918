import type {
  Balance,
  CallOutcome,
  Checkpoint,
  Command,
  Hold,
  HoldOrder,
  Movement,
  Outcome,
  Session,
} from "../../core/ledger/types.ts";
import { digits, type Picodollars, picodollars } from "../../core/money/picodollars.ts";
import type { GroupResult } from "./commit-batch.ts";

// What the two threads tell each other on the path of every call. Texts, because a message's
// objects cost several times as much to clone as JSON costs to write and read.

/** A value as JSON can tell it: its amounts as decimal digits. */
type Told<Value> = Value extends bigint
  ? string
  : Value extends object
    ? { readonly [Name in keyof Value]: Told<Value[Name]> }
    : Value;

/** One caller's commands. Throws where they make no sense. */
export function writeGroup(commands: readonly Command[]): string {
  return JSON.stringify(commands.map(tellCommand));
}

/** The commands of several callers, each written before. */
export function joinGroups(groups: readonly string[]): string {
  return `[${groups.join(",")}]`;
}

export function readGroups(text: string): readonly (readonly Command[])[] {
  const groups: readonly (readonly Told<Command>[])[] = JSON.parse(text);
  return groups.map((group) => group.map(hearCommand));
}

export function writeResults(results: readonly GroupResult[]): string {
  return JSON.stringify(
    results.map((result) =>
      "fault" in result ? result : { outcomes: result.outcomes.map(tellOutcome) },
    ),
  );
}

export function readResults(text: string): readonly GroupResult[] {
  const results: readonly Told<GroupResult>[] = JSON.parse(text);
  return results.map((result) =>
    "fault" in result ? result : { outcomes: result.outcomes.map(hearOutcome) },
  );
}

function tellCommand(command: Command): Told<Command> {
  switch (command.kind) {
    case "top_up":
    case "adjust":
      return { ...command, amount: digits(command.amount) };
    case "place_hold":
      return { kind: command.kind, order: tellOrder(command.order) };
    case "grow_hold":
      return { ...command, to: digits(command.to) };
    case "checkpoint":
      return { ...command, checkpoint: tellCheckpoint(command.checkpoint) };
    case "settle_hold":
      return { ...command, due: digits(command.due), outcome: tellEnd(command.outcome) };
    case "release_hold":
      return { ...command, outcome: tellEnd(command.outcome) };
    default:
      return command;
  }
}

function hearCommand(command: Told<Command>): Command {
  switch (command.kind) {
    case "top_up":
    case "adjust":
      return { ...command, amount: amount(command.amount) };
    case "place_hold":
      return { kind: command.kind, order: hearOrder(command.order) };
    case "grow_hold":
      return { ...command, to: amount(command.to) };
    case "checkpoint":
      return { ...command, checkpoint: hearCheckpoint(command.checkpoint) };
    case "settle_hold":
      return { ...command, due: amount(command.due), outcome: hearEnd(command.outcome) };
    case "release_hold":
      return { ...command, outcome: hearEnd(command.outcome) };
    default:
      return command;
  }
}

function tellOutcome(outcome: Outcome): Told<Outcome> {
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
    session: session === null ? null : { ...session, charged: digits(session.charged) },
  };
}

function hearOutcome(outcome: Told<Outcome>): Outcome {
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
    ceiling: amount(order.ceiling),
    wanted: amount(order.wanted),
    least: amount(order.least),
    spendLimit: spendLimit ? { ...spendLimit, max: amount(spendLimit.max) } : null,
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
    amount: amount(hold.amount),
    checkpoint: checkpoint === null ? null : hearCheckpoint(checkpoint),
    charge: charge === null ? null : amount(charge),
    shortfall: amount(hold.shortfall),
    outcome: outcome === null ? null : hearEnd(outcome),
  };
}

function tellCheckpoint(checkpoint: Checkpoint): Told<Checkpoint> {
  return { charge: digits(checkpoint.charge), usage: checkpoint.usage };
}

function hearCheckpoint(checkpoint: Told<Checkpoint>): Checkpoint {
  return { charge: amount(checkpoint.charge), usage: checkpoint.usage };
}

function tellEnd(outcome: CallOutcome): Told<CallOutcome> {
  const { providerCost } = outcome;
  return {
    ...outcome,
    providerCost: providerCost === null ? null : digits(providerCost),
    costPrompt: digits(outcome.costPrompt),
    costCompletion: digits(outcome.costCompletion),
  };
}

function hearEnd(outcome: Told<CallOutcome>): CallOutcome {
  const { providerCost } = outcome;
  return {
    ...outcome,
    providerCost: providerCost === null ? null : amount(providerCost),
    costPrompt: amount(outcome.costPrompt),
    costCompletion: amount(outcome.costCompletion),
  };
}

function tellBalance(balance: Balance): Told<Balance> {
  const { posted, held, owed } = balance;
  return { ...balance, posted: digits(posted), held: digits(held), owed: digits(owed) };
}

function hearBalance(balance: Told<Balance>): Balance {
  const { posted, held, owed } = balance;
  return { ...balance, posted: amount(posted), held: amount(held), owed: amount(owed) };
}

function tellMovement(movement: Movement): Told<Movement> {
  return { ...movement, amount: digits(movement.amount), owed: digits(movement.owed) };
}

function hearMovement(movement: Told<Movement>): Movement {
  return { ...movement, amount: amount(movement.amount), owed: amount(movement.owed) };
}

function hearSession(session: Told<Session>): Session {
  return { ...session, charged: amount(session.charged) };
}

function amount(text: string): Picodollars {
  return picodollars(BigInt(text));
}
