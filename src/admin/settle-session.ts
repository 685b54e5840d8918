import type { Session } from "../core/ledger/types.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";

export interface SessionName {
  readonly accountId: string;
  readonly sessionId: string;
}

/** Settles an account's session as one line of its statement; a settled one stays as it is. */
export async function settleSession(
  world: { readonly store: Store; readonly clock: Clock },
  { accountId, sessionId }: SessionName,
): Promise<Session | Refusal> {
  const [outcome] = await world.store.ledger.commit([
    { kind: "settle_session", accountId, sessionId, at: world.clock.now() },
  ]);
  if (outcome?.done && outcome.session !== null) return outcome.session;
  if (outcome?.done === false && outcome.refused === "session_unknown") {
    return refuseUnknownSession(sessionId);
  }
  throw new Error(`the ledger would not settle a session of ${accountId}`);
}

export function refuseUnknownSession(sessionId: string): Refusal {
  return refuse("not_found", `This account has no session "${sessionId.slice(0, 200)}".`);
}
