import type { Picodollars } from "../money/picodollars.ts";
import type { Usage } from "../tokens/usage.ts";
import type { PictureSize } from "../tokens/vision/rule.ts";

/** Milliseconds since 1970, UTC. */
export type Instant = number;

/** What the books say of one account. `posted − held` is available, and never negative. */
export interface Balance {
  readonly accountId: string;
  readonly posted: Picodollars;
  readonly held: Picodollars;
  /** Taken beyond the balance by an adjustment that allowed it; the next top-up pays it first. */
  readonly owed: Picodollars;
  /** How many entries the account's journal has. */
  readonly sequence: number;
  /** The hash of the account's newest journal entry, hexadecimal. */
  readonly head: string;
}

/** What a hold is asked for. The id is the call's own and was chosen before the attempt. */
export interface HoldOrder {
  readonly id: string;
  readonly accountId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly clientRequestId: string | null;
  readonly sessionId: string | null;
  /** The key's own limit; null where it has none. */
  readonly spendLimit?: SpendLimit | null | undefined;
  /** The caller's idempotency key; null where the call has none. */
  readonly idempotency?: Idempotency | null | undefined;
  readonly model: string;
  readonly priceVersion: string;
  readonly stream: boolean;
  /** The expected number of prompt tokens. */
  readonly promptTokens: number;
  /** Tokens: what the call may produce at most. */
  readonly outputTokensMax: number;
  /** The most the call can cost: prompt bound plus output limit at the dearest modality. */
  readonly ceiling: Picodollars;
  /** Held where it is affordable … */
  readonly wanted: Picodollars;
  /** … and otherwise this, which must fit whole. */
  readonly least: Picodollars;
  readonly at: Instant;
}

/** What a key may spend in one period: charged plus held never exceeds it. */
export interface SpendLimit {
  /** Names key and period, such as `key_01…:2026-11-22`: what is spent is counted under it. */
  readonly scope: string;
  readonly max: Picodollars;
}

/** The same key again within its account is the same call; with another hash it is refused. */
export interface Idempotency {
  readonly key: string;
  /** SHA-256 over path, body and Farebox headers, hexadecimal. */
  readonly hash: string;
  /** From then on the key is free again. */
  readonly expiresAt: Instant;
}

/** Requests that belong together, settled as one line of a statement. */
export interface Session {
  readonly accountId: string;
  readonly sessionId: string;
  /** 1, 2, 3 …: a settled id that is used again opens a new one. */
  readonly opening: number;
  readonly calls: number;
  /** The sum of its calls' charges. */
  readonly charged: Picodollars;
  readonly openedAt: Instant;
  /** When its newest call was placed or resolved. */
  readonly lastAt: Instant;
  /** Null while open. */
  readonly settledAt: Instant | null;
}

/** What is spent under a limit's scope: the sums of its holds' entries. */
export interface Spend {
  readonly scope: string;
  readonly charged: Picodollars;
  readonly held: Picodollars;
}

/** The lines of an account's statement in one cycle, summed as they are settled. */
export interface CycleTotal {
  readonly accountId: string;
  /** `YYYY-MM`, UTC. */
  readonly cycle: string;
  readonly lines: number;
  /** Whole mills of each line, summed. */
  readonly mills: bigint;
  /** What each line is beyond its whole mills, summed. */
  readonly fractions: Picodollars;
  /** The account's journal has all of these lines from here … */
  readonly firstSequence: number;
  /** … to here. */
  readonly lastSequence: number;
}

/** What one day's calls of a key to a model used and cost; the day is the one they ended on. */
export interface UsageTotal {
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly accountId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly model: string;
  /** Of this session's calls alone; null for all calls, those of sessions included. */
  readonly sessionId: string | null;
  readonly calls: number;
  readonly usage: Usage;
  readonly cost: Picodollars;
  readonly providerCost: Picodollars;
  readonly shortfall: Picodollars;
  /** When its newest call ended. */
  readonly lastAt: Instant;
}

/** What the calls of one session cost that ended on one day; to whichever key and model. */
export interface SessionDay {
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly accountId: string;
  readonly sessionId: string;
  readonly cost: Picodollars;
}

/** What was due at a durable moment of a running stream: a crash is charged by the last one. */
export interface Checkpoint {
  readonly charge: Picodollars;
  readonly usage: Usage;
  /** What each step did so far, where the call takes steps; `charge` and `usage` are the sums. */
  readonly steps?: readonly StepUsed[] | undefined;
}

/** One model's part in a call that takes steps. */
export interface StepUsed {
  readonly model: string;
  readonly priceVersion: string;
  readonly usage: Usage;
  /** What this usage costs at this price. */
  readonly due: Picodollars;
}

/** One step as its call's end leaves it. */
export interface StepOutcome extends StepUsed {
  readonly usageSource: "reported" | "counted";
  /** Prompt tokens that were expected … */
  readonly promptTokens: number;
  /** … and those that the hold covered. */
  readonly promptTokensMax: number;
  /** What of `due` is for the prompt. */
  readonly duePrompt: Picodollars;
  /** Null where no provider price is known. */
  readonly providerCost: Picodollars | null;
  readonly attempts: readonly Attempt[];
}

export type HoldState = "open" | "settled" | "released" | "recovered";

export type CallStatus =
  | "running"
  | "completed"
  | "stopped"
  | "cancelled"
  | "cut"
  | "failed"
  | "recovered";

/** One try to reach an upstream. */
export interface Attempt {
  readonly provider: string;
  readonly model: string;
  /** The HTTP status, or null where no answer came. */
  readonly status: number | null;
  /** Null where the attempt served the call. */
  readonly error: string | null;
  /** Milliseconds from sending to the first event or to the failure. */
  readonly durationMs: number;
}

/** How a call ended: written beside its charge, for the record. */
export interface CallOutcome {
  readonly status: Exclude<CallStatus, "running">;
  readonly usage: Usage;
  readonly usageSource: "reported" | "counted";
  /** Prompt tokens that the hold covered; null in records from before it was kept. */
  readonly promptTokensMax: number | null;
  /** Null where no provider price is known. */
  readonly providerCost: Picodollars | null;
  readonly costPrompt: Picodollars;
  readonly costCompletion: Picodollars;
  readonly attempts: readonly Attempt[];
  readonly finishReason: string | null;
  /** The refusal that ended it, or null. */
  readonly error: string | null;
  /** Milliseconds from the request's arrival. */
  readonly timeToFirstTokenMs: number | null;
  readonly totalMs: number;
  /** The sizes of its pictures, never the pictures: what another model would count them as. */
  readonly pictures?: readonly PictureSize[] | undefined;
  /**
   * Where the call takes steps, those that used anything, in their order; what stands above are
   * then their sums. Absent for a call to one model.
   */
  readonly steps?: readonly StepOutcome[] | undefined;
}

/** Money set aside for one call, and after its end the call's record. */
export interface Hold {
  readonly order: HoldOrder;
  readonly state: HoldState;
  /** Set aside now while open; what had been set aside last, afterwards. */
  readonly amount: Picodollars;
  readonly checkpoint: Checkpoint | null;
  /** What the customer paid; null while open. */
  readonly charge: Picodollars | null;
  /** What was due beyond ceiling, balance and limits; the operator's loss. */
  readonly shortfall: Picodollars;
  readonly closedAt: Instant | null;
  /** Null while open, and after a crash. */
  readonly outcome: CallOutcome | null;
}

/** Everything that can happen to money. Each carries an id chosen before the attempt. */
export type Command =
  | { readonly kind: "open_account"; readonly accountId: string; readonly at: Instant }
  | {
      readonly kind: "top_up";
      readonly id: string;
      readonly accountId: string;
      readonly amount: Picodollars;
      readonly reference: string;
      readonly at: Instant;
    }
  | {
      readonly kind: "adjust";
      readonly id: string;
      readonly accountId: string;
      /** Negative takes away. */
      readonly amount: Picodollars;
      readonly reason: string;
      readonly reference: string;
      readonly allowOwed: boolean;
      readonly at: Instant;
    }
  | { readonly kind: "place_hold"; readonly order: HoldOrder }
  | {
      readonly kind: "grow_hold";
      readonly holdId: string;
      /** The new total, not the step: repeating it changes nothing. Takes what remains if less. */
      readonly to: Picodollars;
      readonly at: Instant;
    }
  | {
      readonly kind: "checkpoint";
      readonly holdId: string;
      readonly checkpoint: Checkpoint;
    }
  | {
      readonly kind: "settle_hold";
      readonly holdId: string;
      /** What was produced costs; paid up to ceiling, balance and limit, the rest is shortfall. */
      readonly due: Picodollars;
      readonly outcome: CallOutcome;
      readonly at: Instant;
    }
  /** Gives the whole hold back: nothing was produced. */
  | {
      readonly kind: "release_hold";
      readonly holdId: string;
      readonly outcome: CallOutcome;
      readonly at: Instant;
    }
  /** Settles a session: whole mills on the statement, the fraction carried. Moves no money. */
  | {
      readonly kind: "settle_session";
      readonly accountId: string;
      readonly sessionId: string;
      readonly at: Instant;
    }
  /** Resolves what a crash left open, by the last checkpoint; without one at cost 0. */
  | { readonly kind: "recover_hold"; readonly holdId: string; readonly at: Instant };

export type LedgerRefusal =
  | "account_unknown"
  | "amount_invalid"
  | "hold_unknown"
  | "hold_closed"
  | "hold_id_reused"
  | "insufficient_balance"
  | "spend_limit_reached"
  | "idempotency_key_reused"
  | "session_unknown"
  | "reference_reused"
  | "balance_too_large";

/** What a command did. `repeated`: it had been done before, and nothing changed now. */
export type Outcome =
  | {
      readonly done: true;
      readonly repeated: boolean;
      readonly balance: Balance;
      /** Of another id than the order's where an idempotency key had been used before. */
      readonly hold: Hold | null;
      readonly movement: Movement | null;
      /** The session that the command settled, or that its call belongs to; as it is now. */
      readonly session: Session | null;
    }
  | {
      readonly done: false;
      readonly refused: LedgerRefusal;
      readonly balance: Balance | null;
      readonly hold: Hold | null;
    };

/** A top-up or adjustment as it was booked, found again by its id. */
export interface Movement {
  readonly id: string;
  readonly kind: "top_up" | "adjust";
  readonly accountId: string;
  readonly amount: Picodollars;
  readonly reference: string;
  readonly reason: string | null;
  /** Part of a taking that went to `owed`, or part of a top-up that paid `owed`. */
  readonly owed: Picodollars;
  readonly at: Instant;
}

export type EntryKind =
  | "account_opened"
  | "topped_up"
  | "adjusted"
  | "hold_placed"
  | "hold_grown"
  | "hold_settled"
  | "hold_released"
  | "hold_recovered"
  | "session_settled"
  | "shortfall_booked";

/** One line of the journal. The three changes are all that it does to its account. */
export interface Entry {
  readonly accountId: string;
  /** 1, 2, 3 … within the account. */
  readonly sequence: number;
  readonly kind: EntryKind;
  readonly at: Instant;
  /** The hold or movement this entry belongs to; the account's own id where it was opened. */
  readonly subject: string;
  readonly posted: Picodollars;
  readonly held: Picodollars;
  readonly owed: Picodollars;
  /** Names and amounts that explain it (price version, model, reference), sorted by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** SHA-256 over the previous entry's hash and this entry's canonical text, hexadecimal. */
  readonly hash: string;
}
