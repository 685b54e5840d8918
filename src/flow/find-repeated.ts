import { findKeyedCall } from "../core/ledger/keyed-call.ts";
import type { Refusal } from "../core/refusal.ts";
import type { Admitted } from "./admit.ts";
import type { Gateway } from "./gateway.ts";
import type { Joined } from "./hold.ts";
import { refuseReusedKey } from "./refuse-hold.ts";

/**
 * A call whose idempotency key was used before is that call: it is found before its pictures are
 * fetched again, which may be gone by now. Of two that come at once the ledger decides, when the
 * second would place its hold.
 */
export async function findRepeated(
  gateway: Gateway,
  { call }: Admitted,
): Promise<Joined | Refusal | null> {
  const { idempotency, caller } = call;
  if (idempotency === null) return null;
  const { ledger } = gateway.store;
  const newest = await ledger.holdByIdempotencyKey(caller.account.id, idempotency.key);
  const keyed = findKeyedCall(newest, { idempotency, at: gateway.clock.now() });
  if (keyed === null) return null;
  return "refused" in keyed ? refuseReusedKey() : { joined: keyed };
}
