import { formatDollars } from "../money/picodollars.ts";
import type { Rate } from "../money/rate.ts";
import type { AlertDelivery } from "./alert.ts";

/** The model that an account uses most, and what its output costs there at its dearest. */
export interface UsedModel {
  readonly id: string;
  /** Null where no price is in force. */
  readonly outputRate: Rate | null;
}

export interface LowBalance {
  readonly delivery: AlertDelivery;
  readonly accountName: string | null;
  /** Null where the account has called nothing this month. */
  readonly model: UsedModel | null;
}

/** The body of the webhook that says that a balance is low, as JSON. */
export function writeLowBalance({ delivery, accountName, model }: LowBalance): string {
  const { available, below } = delivery;
  return JSON.stringify({
    type: "balance.low",
    timestamp: new Date(delivery.at).toISOString(),
    data: {
      alert_id: delivery.alertId,
      account_id: delivery.accountId,
      account_name: accountName,
      available: formatDollars(available),
      below: formatDollars(below),
      model: model?.id ?? null,
      output_tokens: affordable(delivery, model?.outputRate ?? null),
    },
  });
}

/** Whole output tokens that the balance still buys; null where they are free or have no price. */
function affordable({ available }: AlertDelivery, rate: Rate | null): number | null {
  if (rate === null || rate === 0n) return null;
  return Number(available / rate);
}
