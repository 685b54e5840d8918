import { limits } from "../limits.ts";
import { digits, type Picodollars, zero } from "../money/picodollars.ts";
import { findKeyedCall } from "./keyed-call.ts";
import { spendable } from "./spend.ts";
import type { Hold, HoldOrder } from "./types.ts";
import {
  available,
  changedHold,
  deny,
  type LedgerChange,
  type LedgerDenial,
  type LedgerView,
  shortfallAccountId,
  unchanged,
} from "./view.ts";

/**
 * Sets money aside before a request is sent upstream: what is wanted where it is affordable, else
 * the least, which must fit whole into the balance and the spend limit. An amount of zero is
 * legal, for models at an explicit zero. A repeated order changes nothing, and answers the first
 * hold also where only its idempotency key is the same; the same id with other terms is
 * `hold_id_reused`, the same key for another request `idempotency_key_reused`.
 */
export function placeHold(view: LedgerView, order: HoldOrder): LedgerChange | LedgerDenial {
  const { balance, hold: existing } = view;
  if (balance === null || order.accountId === shortfallAccountId) return deny("account_unknown");
  if (existing !== null) {
    return sameOrder(existing.order, order) ? unchanged(view) : deny("hold_id_reused");
  }
  const keyed = findKeyedCall(view.keyed, order);
  if (keyed !== null) return "refused" in keyed ? keyed : { ...unchanged(view), hold: keyed };
  if (!amountsAreOrdered(order) || !limitIsAnAmount(order)) return deny("amount_invalid");
  const amount = affordable(spendable(view, balance, order.spendLimit), order);
  if (amount === null) {
    const balanceLacks = order.least > available(balance);
    return deny(balanceLacks ? "insufficient_balance" : "spend_limit_reached");
  }

  // Every reason to refuse is now behind us: from here the hold must succeed.
  const { spendLimit = null, idempotency = null } = order;
  const hold: Hold = {
    order: { ...order, spendLimit, idempotency },
    state: "open",
    amount,
    checkpoint: null,
    charge: null,
    shortfall: zero,
    closedAt: null,
    outcome: null,
  };
  return changedHold(hold, {
    accountId: order.accountId,
    kind: "hold_placed",
    at: order.at,
    subject: order.id,
    posted: zero,
    held: amount,
    owed: zero,
    facts: placedFacts(order),
  });
}

/** The moment may differ: a command that is sent again is still the same order. */
function sameOrder(first: HoldOrder, second: HoldOrder): boolean {
  return (
    first.accountId === second.accountId &&
    first.projectId === second.projectId &&
    first.keyId === second.keyId &&
    first.clientRequestId === second.clientRequestId &&
    first.sessionId === second.sessionId &&
    first.model === second.model &&
    first.priceVersion === second.priceVersion &&
    first.stream === second.stream &&
    first.promptTokens === second.promptTokens &&
    first.outputTokensMax === second.outputTokensMax &&
    first.ceiling === second.ceiling &&
    first.wanted === second.wanted &&
    first.least === second.least &&
    first.spendLimit?.scope === second.spendLimit?.scope &&
    first.spendLimit?.max === second.spendLimit?.max &&
    first.idempotency?.key === second.idempotency?.key &&
    first.idempotency?.hash === second.idempotency?.hash
  );
}

function amountsAreOrdered({ least, wanted, ceiling }: HoldOrder): boolean {
  return 0n <= least && least <= wanted && wanted <= ceiling && ceiling <= limits.movementMax;
}

function limitIsAnAmount({ spendLimit }: HoldOrder): boolean {
  const max = spendLimit?.max ?? zero;
  return 0n <= max && max <= limits.balanceMax;
}

function affordable(free: Picodollars, { wanted, least }: HoldOrder): Picodollars | null {
  if (wanted <= free) return wanted;
  return least <= free ? least : null;
}

function placedFacts(order: HoldOrder): Readonly<Record<string, string>> {
  const { spendLimit, sessionId } = order;
  const facts: Record<string, string> = {
    ceiling: digits(order.ceiling),
    key: order.keyId,
    model: order.model,
    price_version: order.priceVersion,
    project: order.projectId,
  };
  if (sessionId !== null) facts["session"] = sessionId;
  if (spendLimit != null) {
    facts["spend_max"] = digits(spendLimit.max);
    facts["spend_scope"] = spendLimit.scope;
  }
  return facts;
}
