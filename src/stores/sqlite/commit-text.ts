import type { CallOutcome, Checkpoint, Command, HoldOrder } from "../../core/ledger/types.ts";
import { digits, type Picodollars, picodollars } from "../../core/money/picodollars.ts";
import type { Usage } from "../../core/tokens/usage.ts";
import type { KnownHolds } from "./known-holds.ts";
import {
  hearSteps,
  hearStepUsed,
  type ToldStepUsed,
  tellSteps,
  tellStepUsed,
} from "./step-text.ts";

// What the gateway asks of the ledger's thread on the path of every call. Texts, because a
// message's objects cost several times as much to clone as JSON costs to write and read; lists,
// because names would be most of the text.

/** A value as JSON can tell it: its amounts as decimal digits. */
export type Told<Value> = Value extends bigint
  ? string
  : Value extends object
    ? { readonly [Name in keyof Value]: Told<Value[Name]> }
    : Value;

type HoldCommand = Extract<Command, { holdId: string }>;
type OtherCommand = Exclude<Command, HoldCommand | { kind: "place_hold" }>;

/** `known`: whoever asks remembers the hold, and needs to hear only what became of it. */
type ToldCommand =
  | readonly ["place_hold", ToldOrder]
  | readonly ["grow_hold", known: boolean, holdId: string, to: string, at: number]
  | readonly ["checkpoint", boolean, holdId: string, charge: string, Usage, ToldStepUsed[]?]
  | readonly ["settle_hold", boolean, holdId: string, due: string, at: number, Told<CallOutcome>]
  | readonly ["release_hold", boolean, holdId: string, at: number, Told<CallOutcome>]
  | readonly ["recover_hold", known: boolean, holdId: string, at: number]
  | readonly ["other", Told<OtherCommand>];

type ToldOrder = readonly [
  id: string,
  accountId: string,
  projectId: string,
  keyId: string,
  clientRequestId: string | null,
  sessionId: string | null,
  spendLimit: readonly [scope: string, max: string] | null,
  idempotency: readonly [key: string, hash: string, expiresAt: number] | null,
  model: string,
  priceVersion: string,
  stream: boolean,
  promptTokens: number,
  outputTokensMax: number,
  ceiling: string,
  wanted: string,
  least: string,
  at: number,
];

/** One caller's commands, as the thread heard them. */
export interface HeardGroup {
  readonly commands: readonly Command[];
  /** For each command, whether its asker knows the hold. */
  readonly known: readonly boolean[];
}

/** One caller's commands. Throws where they make no sense. */
export function writeGroup(commands: readonly Command[], known: KnownHolds): string {
  return JSON.stringify(commands.map((command) => tellCommand(command, known)));
}

/** The commands of several callers, each written before. */
export function joinGroups(groups: readonly string[]): string {
  return `[${groups.join(",")}]`;
}

export function readGroups(text: string): readonly HeardGroup[] {
  const groups: readonly (readonly ToldCommand[])[] = JSON.parse(text);
  return groups.map((group) => ({
    commands: group.map(hearCommand),
    known: group.map((told) => told[1] === true),
  }));
}

function tellCommand(command: Command, known: KnownHolds): ToldCommand {
  switch (command.kind) {
    case "place_hold":
      return [command.kind, tellOrder(command.order)];
    case "grow_hold": {
      const { kind, holdId, to, at } = command;
      return [kind, known.has(holdId), holdId, digits(to), at];
    }
    case "checkpoint": {
      const { kind, holdId, checkpoint } = command;
      const { charge, usage, steps } = checkpoint;
      const told = [kind, known.has(holdId), holdId, digits(charge), usage] as const;
      return steps === undefined ? told : [...told, steps.map(tellStepUsed)];
    }
    case "settle_hold": {
      const { kind, holdId, due, at, outcome } = command;
      return [kind, known.has(holdId), holdId, digits(due), at, tellEnd(outcome)];
    }
    case "release_hold": {
      const { kind, holdId, at, outcome } = command;
      return [kind, known.has(holdId), holdId, at, tellEnd(outcome)];
    }
    case "recover_hold":
      return [command.kind, known.has(command.holdId), command.holdId, command.at];
    default:
      return ["other", tellOther(command)];
  }
}

function hearCommand(told: ToldCommand): Command {
  switch (told[0]) {
    case "place_hold":
      return { kind: told[0], order: hearOrder(told[1]) };
    case "grow_hold":
      return { kind: told[0], holdId: told[2], to: hearAmount(told[3]), at: told[4] };
    case "checkpoint": {
      const [, , , charge, usage, steps] = told;
      const before = { charge: hearAmount(charge), usage };
      const checkpoint: Checkpoint =
        steps === undefined ? before : { ...before, steps: steps.map(hearStepUsed) };
      return { kind: told[0], holdId: told[2], checkpoint };
    }
    case "settle_hold": {
      const [kind, , holdId, due, at, outcome] = told;
      return { kind, holdId, due: hearAmount(due), outcome: hearEnd(outcome), at };
    }
    case "release_hold":
      return { kind: told[0], holdId: told[2], outcome: hearEnd(told[4]), at: told[3] };
    case "recover_hold":
      return { kind: told[0], holdId: told[2], at: told[3] };
    case "other":
      return hearOther(told[1]);
  }
}

function tellOther(command: OtherCommand): Told<OtherCommand> {
  return "amount" in command ? { ...command, amount: digits(command.amount) } : command;
}

function hearOther(told: Told<OtherCommand>): OtherCommand {
  return "amount" in told ? { ...told, amount: hearAmount(told.amount) } : told;
}

function tellOrder(order: HoldOrder): ToldOrder {
  const { spendLimit, idempotency } = order;
  return [
    order.id,
    order.accountId,
    order.projectId,
    order.keyId,
    order.clientRequestId,
    order.sessionId,
    spendLimit ? [spendLimit.scope, digits(spendLimit.max)] : null,
    idempotency ? [idempotency.key, idempotency.hash, idempotency.expiresAt] : null,
    order.model,
    order.priceVersion,
    order.stream,
    order.promptTokens,
    order.outputTokensMax,
    digits(order.ceiling),
    digits(order.wanted),
    digits(order.least),
    order.at,
  ];
}

function hearOrder(told: ToldOrder): HoldOrder {
  const [spendLimit, idempotency] = [told[6], told[7]];
  return {
    id: told[0],
    accountId: told[1],
    projectId: told[2],
    keyId: told[3],
    clientRequestId: told[4],
    sessionId: told[5],
    spendLimit: spendLimit && { scope: spendLimit[0], max: hearAmount(spendLimit[1]) },
    idempotency: idempotency && {
      key: idempotency[0],
      hash: idempotency[1],
      expiresAt: idempotency[2],
    },
    model: told[8],
    priceVersion: told[9],
    stream: told[10],
    promptTokens: told[11],
    outputTokensMax: told[12],
    ceiling: hearAmount(told[13]),
    wanted: hearAmount(told[14]),
    least: hearAmount(told[15]),
    at: told[16],
  };
}

export function tellEnd({ steps, ...outcome }: CallOutcome): Told<CallOutcome> {
  const { providerCost } = outcome;
  return {
    ...outcome,
    providerCost: providerCost === null ? null : digits(providerCost),
    costPrompt: digits(outcome.costPrompt),
    costCompletion: digits(outcome.costCompletion),
    ...tellSteps(steps),
  };
}

export function hearEnd({ steps, ...outcome }: Told<CallOutcome>): CallOutcome {
  const { providerCost } = outcome;
  return {
    ...outcome,
    providerCost: providerCost === null ? null : hearAmount(providerCost),
    costPrompt: hearAmount(outcome.costPrompt),
    costCompletion: hearAmount(outcome.costCompletion),
    ...hearSteps(steps),
  };
}

export function hearAmount(text: string): Picodollars {
  return picodollars(BigInt(text));
}
