import type { Hold, HoldOrder } from "./types.ts";
import { deny, type LedgerDenial } from "./view.ts";

/**
 * What an idempotency key says of a new order: the call that it named before, that it named another
 * request (`idempotency_key_reused`), or null where it is free. A call that produced nothing frees
 * its key, and so does time; every other end keeps it.
 */
export function findKeyedCall(
  keyed: Hold | null,
  order: Pick<HoldOrder, "idempotency" | "at">,
): Hold | LedgerDenial | null {
  const expiresAt = keyed?.order.idempotency?.expiresAt ?? order.at;
  if (keyed === null || keyed.state === "released" || order.at >= expiresAt) return null;
  const same = keyed.order.idempotency?.hash === order.idempotency?.hash;
  return same ? keyed : deny("idempotency_key_reused");
}
