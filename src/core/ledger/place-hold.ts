import { limits } from "../limits.ts";
import { digits, type Picodollars, zero } from "../money/picodollars.ts";
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
 * the least, which must fit whole. An amount of zero is legal, for models at an explicit zero.
 * A repeated order changes nothing; the same id with other terms is `hold_id_reused`.
 */
export function placeHold(view: LedgerView, order: HoldOrder): LedgerChange | LedgerDenial {
  const { balance, hold: existing } = view;
  if (balance === null || order.accountId === shortfallAccountId) return deny("account_unknown");
  if (existing !== null) {
    return sameOrder(existing.order, order) ? unchanged(view) : deny("hold_id_reused");
  }
  if (!amountsAreOrdered(order)) return deny("amount_invalid");
  const amount = affordable(available(balance), order);
  if (amount === null) return deny("insufficient_balance");

  // Every reason to refuse is now behind us: from here the hold must succeed.
  const hold: Hold = {
    order,
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
    first.least === second.least
  );
}

function amountsAreOrdered({ least, wanted, ceiling }: HoldOrder): boolean {
  return 0n <= least && least <= wanted && wanted <= ceiling && ceiling <= limits.movementMax;
}

function affordable(free: Picodollars, { wanted, least }: HoldOrder): Picodollars | null {
  if (wanted <= free) return wanted;
  return least <= free ? least : null;
}

function placedFacts(order: HoldOrder): Readonly<Record<string, string>> {
  const facts = {
    ceiling: digits(order.ceiling),
    key: order.keyId,
    model: order.model,
    price_version: order.priceVersion,
    project: order.projectId,
  };
  return order.sessionId === null ? facts : { ...facts, session: order.sessionId };
}
