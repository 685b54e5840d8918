import type { Balance, Movement, Outcome } from "../core/ledger/types.ts";
import { formatDollars, minus, type Picodollars } from "../core/money/picodollars.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Office } from "./office.ts";

export interface TopUpTerms {
  readonly accountId: string;
  readonly amount: Picodollars;
  /** Chosen by the operator: the same reference and amount again is the first top-up. */
  readonly reference: string;
}

export interface AdjustmentTerms extends TopUpTerms {
  readonly reason: string;
  /** Books what the balance does not cover as owed, instead of refusing. */
  readonly allowOwed: boolean;
}

/** A movement as it stands in the books, with the balance after it. */
export interface Booked {
  readonly movement: Movement;
  readonly balance: Balance;
  /** True where this reference had been booked before, with the same terms. */
  readonly repeated: boolean;
}

/** Adds money to an account, once per reference. */
export async function topUp(office: Office, terms: TopUpTerms): Promise<Booked | Refusal> {
  const [outcome] = await office.store.ledger.commit([
    {
      kind: "top_up",
      id: `topup:${terms.accountId}:${terms.reference}`,
      accountId: terms.accountId,
      amount: terms.amount,
      reference: terms.reference,
      at: office.clock.now(),
    },
  ]);
  return readOutcome(terms, outcome);
}

/** Corrects a balance: refund, correction or chargeback, with a reason, once per reference. */
export async function adjust(office: Office, terms: AdjustmentTerms): Promise<Booked | Refusal> {
  const [outcome] = await office.store.ledger.commit([
    {
      kind: "adjust",
      id: `adjust:${terms.accountId}:${terms.reference}`,
      accountId: terms.accountId,
      amount: terms.amount,
      reason: terms.reason,
      reference: terms.reference,
      allowOwed: terms.allowOwed,
      at: office.clock.now(),
    },
  ]);
  return readOutcome(terms, outcome);
}

function readOutcome(terms: TopUpTerms, outcome: Outcome | undefined): Booked | Refusal {
  if (outcome?.done && outcome.movement !== null) {
    const { movement, balance, repeated } = outcome;
    return { movement, balance, repeated };
  }
  const refused = outcome?.done === false ? outcome.refused : null;
  switch (refused) {
    case "account_unknown":
      return refuse("not_found", `There is no account ${terms.accountId}.`);
    case "reference_reused":
      return refuse(
        "conflict",
        `The reference "${terms.reference}" was booked before with other terms.`,
        { param: "reference" },
      );
    case "insufficient_balance":
      return refuse(
        "insufficient_balance",
        "The adjustment takes more than is available; allow_owed books the rest as owed.",
        { param: "amount", metadata: { available: availableOf(outcome) } },
      );
    case "balance_too_large":
      return refuse("invalid_request", "The balance would exceed $9,000,000.", { param: "amount" });
    case "amount_invalid":
      return refuse("invalid_request", "The amount must not be zero, at most $1,000,000.", {
        param: "amount",
      });
    default:
      throw new Error(`the ledger gave no answer to a movement: ${refused}`);
  }
}

function availableOf(outcome: Outcome | undefined): string | null {
  const balance = outcome?.balance ?? null;
  return balance === null ? null : formatDollars(minus(balance.posted, balance.held));
}
