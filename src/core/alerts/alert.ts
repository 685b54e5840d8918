import type { Instant } from "../ledger/types.ts";
import type { Picodollars } from "../money/picodollars.ts";

/** A wish to be told when an account's available balance falls below a threshold. */
export interface Alert {
  readonly id: string;
  readonly accountId: string;
  readonly below: Picodollars;
  readonly webhookUrl: string;
  /** `whsec_` and base64: kept as it is, because every call is signed with it. */
  readonly secret: string;
  /** When the balance fell through the threshold; null while it is above. */
  readonly fallenAt: Instant | null;
  readonly createdAt: Instant;
}

export const deliveryStates = ["pending", "delivered", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One fall through a threshold, and how it was told. */
export interface AlertDelivery {
  /** The webhook's own id, the same on every try: receivers drop what they know already. */
  readonly id: string;
  readonly alertId: string;
  readonly accountId: string;
  /** What was available right after the fall. */
  readonly available: Picodollars;
  readonly below: Picodollars;
  /** When it fell. */
  readonly at: Instant;
  /** JSON; null until the first try, and the same on every try. */
  readonly body: string | null;
  readonly state: DeliveryState;
  readonly attempts: readonly DeliveryAttempt[];
  /** When the next try is due; null where there is none. */
  readonly nextAt: Instant | null;
}

export interface DeliveryAttempt {
  readonly at: Instant;
  /** HTTP status; null where no answer came. */
  readonly status: number | null;
  /** Words that say why it failed; null where it was taken. */
  readonly error: string | null;
  readonly durationMs: number;
}
