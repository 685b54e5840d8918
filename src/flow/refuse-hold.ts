import type { KeySpendLimit } from "../core/access/account.ts";
import type { HoldOrder, Outcome } from "../core/ledger/types.ts";
import { formatDollars, minus } from "../core/money/picodollars.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Admitted } from "./admit.ts";
import type { CallEstimate } from "./estimate-steps.ts";
import type { Gateway } from "./gateway.ts";

export interface DeniedHold {
  readonly admitted: Admitted;
  readonly estimate: CallEstimate;
  readonly order: HoldOrder;
  readonly denied: Extract<Outcome, { done: false }>;
}

/** Says why no money was set aside, with the numbers that help. */
export async function refuseHold(gateway: Gateway, refused: DeniedHold): Promise<Refusal> {
  switch (refused.denied.refused) {
    case "idempotency_key_reused":
      return refuseReusedKey();
    case "spend_limit_reached":
      return await refuseSpending(gateway, refused);
    case "account_unknown":
      return refuse("insufficient_balance", "This account has no books yet: top it up first.");
    default:
      return refuseMoney(refused);
  }
}

export function refuseReusedKey(): Refusal {
  return refuse(
    "idempotency_key_reused",
    "This Idempotency-Key was used with another request; take a new key for a new request.",
  );
}

/** A key's limit as refusals tell it. */
export function writeSpendLimit({ amount, period }: KeySpendLimit): Record<string, string> {
  return { limit: formatDollars(amount), period };
}

async function refuseSpending(gateway: Gateway, refused: DeniedHold): Promise<Refusal> {
  const { key } = refused.admitted.call.caller;
  const { order } = refused;
  const scope = order.spendLimit?.scope;
  if (key.spendLimit === null || scope === undefined) {
    throw new Error(`${order.id} was denied for a limit that its key does not have`);
  }
  const { limit, period } = writeSpendLimit(key.spendLimit);
  const spent = await gateway.store.reports.spent(scope);
  const [charged, held] = [formatDollars(spent.charged), formatDollars(spent.held)];
  return refuse(
    "spend_limit_reached",
    `Key "${key.name}" may spend $${limit} ${periodNames[key.spendLimit.period]}: $${charged} is ` +
      `spent and $${held} is held for running calls. This request needs ` +
      `$${formatDollars(order.least)}. The account itself may have more.`,
    {
      metadata: { limit, spent: charged, held, period, required: formatDollars(order.least) },
    },
  );
}

const periodNames = {
  day: "a day",
  week: "a week",
  month: "a month",
  total: "in all",
} as const;

function refuseMoney({ order, estimate, denied }: DeniedHold): Refusal {
  const { balance } = denied;
  if (balance === null) throw new Error(`${order.id} was denied: ${denied.refused}`);
  const available = minus(balance.posted, balance.held);
  const left = minus(available, estimate.promptBound);
  const affordable = left < 0n || estimate.outputRate === 0n ? 0n : left / estimate.outputRate;
  return refuse(
    "insufficient_balance",
    `This request needs $${formatDollars(order.least)} and $${formatDollars(available)} is ` +
      `available. You asked for up to ${order.outputTokensMax} output tokens and can afford ` +
      `${affordable}. Top up the account or lower max_tokens.`,
    {
      metadata: {
        available: formatDollars(available),
        required: formatDollars(order.least),
        affordable_output_tokens: Number(affordable),
      },
    },
  );
}
