import type { DatedStatement } from "../admin/statements.ts";
import type { Session } from "../core/ledger/types.ts";
import { cycleOf } from "../core/money/cycle.ts";
import { belowMill, fromMills, wholeMills } from "../core/money/mills.ts";
import { formatDollars } from "../core/money/picodollars.ts";
import type { StatementLine } from "../ports/store.ts";
import type { Row } from "./csv.ts";
import { writeInstant } from "./write-access.ts";

/** A session; once it is settled, with the line that it is on its cycle's statement. */
export function writeSession(session: Session): Record<string, unknown> {
  const { charged, settledAt } = session;
  const settled = settledAt !== null;
  return {
    id: session.sessionId,
    account_id: session.accountId,
    opening: session.opening,
    status: settled ? "settled" : "open",
    calls: session.calls,
    charged: formatDollars(charged),
    mills: settled ? Number(wholeMills(charged)) : null,
    carried: settled ? formatDollars(belowMill(charged)) : null,
    cycle: settled ? cycleOf(settledAt) : null,
    opened_at: writeInstant(session.openedAt),
    last_at: writeInstant(session.lastAt),
    settled_at: settled ? writeInstant(settledAt) : null,
  };
}

/** A cycle's statement without its lines. */
export function writeStatement(
  accountId: string,
  statement: DatedStatement,
): Record<string, unknown> {
  const { carryIn, charged, mills, carryOut } = statement;
  const shown = {
    carry_in: formatDollars(carryIn),
    charged: formatDollars(charged),
    mills: Number(mills),
    settled: formatDollars(fromMills(mills)),
    carry_out: formatDollars(carryOut),
  };
  return {
    account_id: accountId,
    cycle: statement.cycle,
    status: statement.open ? "open" : "closed",
    lines: statement.lines,
    ...shown,
    arithmetic:
      `$${shown.carry_in} carried in + $${shown.charged} charged = ` +
      `${shown.mills} mills ($${shown.settled}) settled + $${shown.carry_out} carried out`,
  };
}

export function writeLine(line: StatementLine): Record<string, unknown> {
  return {
    id: line.place,
    session_id: line.sessionId,
    call_id: line.callId,
    calls: line.calls,
    charged: formatDollars(line.charged),
    mills: Number(wholeMills(line.charged)),
    carried: formatDollars(belowMill(line.charged)),
    settled_at: writeInstant(line.settledAt),
  };
}

/** A statement as a table: what was carried in, the lines, what is settled, what is carried on. */
export async function* statementRows(
  { statement, accountId }: { readonly statement: DatedStatement; readonly accountId: string },
  lines: AsyncIterable<StatementLine>,
): AsyncIterable<Row> {
  const { cycle, carryIn, charged, mills, carryOut } = statement;
  const row = (kind: string, cells: Row): Row => [accountId, cycle, kind, ...cells];
  yield ["account_id", "cycle", "kind", ...lineColumns];
  yield row("carry_in", [null, null, null, null, null, null, formatDollars(carryIn), null]);
  for await (const line of lines) {
    yield row("line", [
      line.place,
      line.sessionId,
      line.callId,
      line.calls,
      formatDollars(line.charged),
      wholeMills(line.charged),
      formatDollars(belowMill(line.charged)),
      writeInstant(line.settledAt),
    ]);
  }
  yield row("settled", [null, null, null, null, formatDollars(charged), mills, null, null]);
  yield row("carry_out", [null, null, null, null, null, null, formatDollars(carryOut), null]);
}

const lineColumns = [
  "id",
  "session_id",
  "call_id",
  "calls",
  "charged",
  "mills",
  "carried",
  "settled_at",
];

/** All cycles as a table. */
export function* cycleRows(
  accountId: string,
  statements: readonly DatedStatement[],
): Iterable<Row> {
  yield ["account_id", ...cycleColumns];
  for (const statement of statements) {
    const { cycle, open, lines, carryIn, charged, mills, carryOut } = statement;
    const amounts = [formatDollars(carryIn), formatDollars(charged), mills];
    const settled = [formatDollars(fromMills(mills)), formatDollars(carryOut)];
    yield [accountId, cycle, open ? "open" : "closed", lines, ...amounts, ...settled];
  }
}

const cycleColumns = [
  "cycle",
  "status",
  "lines",
  "carry_in",
  "charged",
  "mills",
  "settled",
  "carry_out",
];
