import { type Picodollars, plus, zero } from "../money/picodollars.ts";
import type { Instant, Session } from "./types.ts";

export interface SessionName {
  readonly accountId: string;
  readonly sessionId: string;
}

/** A placed call belongs to the open session of its id; where none is open, it opens the next. */
export function joinSession(newest: Session | null, name: SessionName, at: Instant): Session {
  if (newest !== null && newest.settledAt === null) {
    return { ...newest, lastAt: Math.max(newest.lastAt, at) };
  }
  return {
    accountId: name.accountId,
    sessionId: name.sessionId,
    opening: (newest?.opening ?? 0) + 1,
    calls: 0,
    charged: zero,
    openedAt: at,
    lastAt: at,
    settledAt: null,
  };
}

/** A call that ends is counted in the session that is open then, be it a later one. */
export function countInSession(
  newest: Session | null,
  name: SessionName,
  ended: { readonly charge: Picodollars; readonly at: Instant },
): Session {
  const open = joinSession(newest, name, ended.at);
  return { ...open, calls: open.calls + 1, charged: plus(open.charged, ended.charge) };
}
