import { zero } from "../money/picodollars.ts";
import { endedCall, usageOf } from "./call-usage.ts";
import { countInSession, joinSession } from "./session.ts";
import { sessionDaysOf } from "./session-day.ts";
import { spendAfter } from "./spend.ts";
import { lineOf } from "./statement-line.ts";
import { noSumChanges, type SumChanges } from "./sums.ts";
import type { Entry, Hold, Session, Spend } from "./types.ts";
import type { LedgerChange, LedgerView } from "./view.ts";

/** What a change that is now an entry of the journal makes of the sums beside the books. */
export function sumsAfter(view: LedgerView, change: LedgerChange, entry: Entry): SumChanges {
  const { hold, session } = change;
  if (session !== null) {
    return { ...noSumChanges, sessions: [session], lines: [lineOf(entry, session.charged)] };
  }
  if (hold === null) return noSumChanges;
  const spends = spendsAfter(view, hold, entry);
  const sessions = sessionsAfter(view, hold, entry);
  if (hold.state === "open") return { ...noSumChanges, spends, sessions };
  const usage = usageOf(endedCall(hold, entry.at));
  // A call without a session is a line of its own, unless it produced nothing.
  const own = hold.order.sessionId === null && hold.state !== "released";
  const lines = own ? [lineOf(entry, hold.charge ?? zero)] : [];
  return { spends, sessions, usage, lines, sessionDays: sessionDaysOf(usage) };
}

function spendsAfter({ spend }: LedgerView, hold: Hold, entry: Entry): readonly Spend[] {
  const { spendLimit = null } = hold.order;
  return spendLimit === null ? [] : [spendAfter(spend, spendLimit.scope, entry)];
}

/** Growing is nothing that happens in a session. */
function sessionsAfter({ session }: LedgerView, hold: Hold, entry: Entry): readonly Session[] {
  const { accountId, sessionId } = hold.order;
  if (sessionId === null || entry.kind === "hold_grown") return [];
  const { at } = entry;
  const name = { accountId, sessionId };
  if (hold.state === "open") return [joinSession(session, name, at)];
  return [countInSession(session, name, { charge: hold.charge ?? zero, at })];
}
