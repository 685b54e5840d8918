import { digits, type Picodollars, zero } from "../money/picodollars.ts";
import { findKeyedCall } from "./keyed-call.ts";
import { offerHold } from "./offer-hold.ts";
import type { Hold, HoldOrder } from "./types.ts";
import {
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
  const offer = offerHold(view, order);
  if ("refused" in offer) return offer;
  const { amount } = offer;

  // Every reason to refuse is now behind us: from here the hold must succeed.
  return changedHold(openedHold(order, amount), {
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

/** A hold as it begins, with what was set aside for it. */
export function openedHold(order: HoldOrder, amount: Picodollars): Hold {
  const { spendLimit = null, idempotency = null } = order;
  return {
    order: { ...order, spendLimit, idempotency },
    state: "open",
    amount,
    checkpoint: null,
    charge: null,
    shortfall: zero,
    closedAt: null,
    outcome: null,
  };
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
