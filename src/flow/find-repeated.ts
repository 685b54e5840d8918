import { findKeyedCall } from "../core/ledger/keyed-call.ts";
import type { Refusal } from "../core/refusal.ts";
import type { Call } from "./complete-chat.ts";
import type { Gateway } from "./gateway.ts";
import type { Joined } from "./hold.ts";
import { refuseReusedKey } from "./refuse-hold.ts";

/**
 * A call whose idempotency key was used before is that call. It is found before anything could
 * refuse it: its first may itself take the account's last place among running calls, and its
 * pictures, prices and routes may be gone by now. What it reads, its project may read anyhow. Of
 * two that come at once the ledger decides, when the second would place its hold.
 */
export async function findRepeated(
  gateway: Gateway,
  { idempotency, caller }: Call,
): Promise<Joined | Refusal | null> {
  if (idempotency === null) return null;
  const { ledger } = gateway.store;
  const newest = await ledger.holdByIdempotencyKey(caller.account.id, idempotency.key);
  const keyed = findKeyedCall(newest, { idempotency, at: gateway.clock.now() });
  if (keyed === null) return null;
  return "refused" in keyed ? refuseReusedKey() : { joined: keyed };
}
