import { cycleOf } from "../money/cycle.ts";
import { belowMill, wholeMills } from "../money/mills.ts";
import { digits, zero } from "../money/picodollars.ts";
import type { Command, Session } from "./types.ts";
import { deny, type LedgerChange, type LedgerDenial, type LedgerView, unchanged } from "./view.ts";

export type SettleSessionOrder = Extract<Command, { kind: "settle_session" }>;

/**
 * Closes a session as one line of the statement of the cycle that it is settled in: its whole
 * mills there, its fraction to the next cycle. No money moves. Settling what is settled, with
 * nothing since, changes nothing.
 */
export function settleSession(
  view: LedgerView,
  order: SettleSessionOrder,
): LedgerChange | LedgerDenial {
  const { session } = view;
  if (session === null) return deny("session_unknown");
  if (session.settledAt !== null) return unchanged(view);
  const { accountId, at } = order;
  return {
    repeated: false,
    entry: {
      accountId,
      kind: "session_settled",
      at,
      subject: session.sessionId,
      posted: zero,
      held: zero,
      owed: zero,
      facts: settledFacts(session, cycleOf(at)),
    },
    hold: null,
    movement: null,
    session: { ...session, settledAt: at },
    shortfall: zero,
  };
}

/** What the journal says of a session that is settled in a cycle. */
export function settledFacts(session: Session, cycle: string): Readonly<Record<string, string>> {
  const { sessionId, opening, calls, charged } = session;
  return {
    calls: String(calls),
    carried: digits(belowMill(charged)),
    charged: digits(charged),
    cycle,
    mills: wholeMills(charged).toString(),
    opening: String(opening),
    session: sessionId,
  };
}
