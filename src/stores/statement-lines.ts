import { amountFact } from "../core/ledger/read-entry.ts";
import type { CycleTotal, Entry } from "../core/ledger/types.ts";
import { fromMills } from "../core/money/mills.ts";
import { minus, picodollars, plus, zero } from "../core/money/picodollars.ts";
import type { CycleSum } from "../core/money/statement.ts";
import type { StatementLine } from "../ports/store.ts";

/** The line of a statement that an entry of the journal settled; its place is the sequence. */
export function lineFromEntry(entry: Entry): StatementLine {
  const place = String(entry.sequence);
  if (entry.kind === "session_settled") {
    return {
      place,
      sessionId: entry.subject,
      callId: null,
      calls: Number(amountFact(entry, "calls") ?? 0n),
      charged: picodollars(amountFact(entry, "charged") ?? 0n),
      settledAt: entry.at,
    };
  }
  return {
    place,
    sessionId: null,
    callId: entry.subject,
    calls: 1,
    charged: minus(zero, entry.posted),
    settledAt: entry.at,
  };
}

/** A cycle's total as reports tell it. */
export function cycleSum({ cycle, lines, mills, fractions }: CycleTotal): CycleSum {
  return { cycle, lines, mills, fractions, charged: plus(fromMills(mills), fractions) };
}
