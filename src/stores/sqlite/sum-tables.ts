import type { DatabaseSync } from "node:sqlite";
import type { SumChanges } from "../../core/ledger/sums.ts";
import type { Session, Spend } from "../../core/ledger/types.ts";
import { text } from "./cells.ts";
import { type Merge, mergeInto, prepare, type Statement, selectFrom } from "./statements.ts";
import {
  costColumns,
  cycleColumns,
  cycleValues,
  readSession,
  readSpend,
  sessionColumns,
  sessionDayColumns,
  sessionDayValues,
  sessionValues,
  spendColumns,
  spendValues,
  usageCounts,
  usageNames,
  usageTimes,
  usageValues,
} from "./sum-rows.ts";

/** The sums that are kept beside the books, behind prepared statements. */
export interface SumTables {
  readonly spend: (scope: string) => Spend | null;
  readonly keyedHoldId: (accountId: string, key: string) => string | null;
  readonly session: (accountId: string, sessionId: string) => Session | null;
  readonly writeSums: (sums: SumChanges) => void;
}

export function openSumTables(database: DatabaseSync): SumTables {
  const spend = prepare(database, selectFrom("spends", spendColumns, "WHERE scope = ?"));
  const newestKeyed = "WHERE account_id = ? AND idempotency_key = ? ORDER BY position DESC LIMIT 1";
  const keyed = prepare(database, selectFrom("holds", ["id"], newestKeyed));
  const newest = "WHERE account_id = ? AND session_id = ? ORDER BY opening DESC LIMIT 1";
  const session = prepare(database, selectFrom("sessions", sessionColumns, newest));
  return {
    spend: (scope) => {
      const row = spend.get(scope);
      return row === null ? null : readSpend(row);
    },
    keyedHoldId: (accountId, key) => {
      const row = keyed.get(accountId, key);
      return row === null ? null : text(row[0]);
    },
    session: (accountId, sessionId) => {
      const row = session.get(accountId, sessionId);
      return row === null ? null : readSession(row);
    },
    writeSums: sumWriter(database),
  };
}

function sumWriter(database: DatabaseSync): SumTables["writeSums"] {
  const put = (table: string, columns: readonly string[], merge: Merge): Statement =>
    prepare(database, mergeInto(table, columns, merge));
  const changing = ["calls", "charged_mills", "charged_fractions", "last_at", "settled_at"];
  const spend = put("spends", spendColumns, { replaced: ["charged", "held"], added: [] });
  const session = put("sessions", sessionColumns, { replaced: changing, added: [] });
  const cycle = put("cycles", cycleColumns, {
    replaced: ["last_sequence"],
    added: ["lines", "mills", "fractions"],
  });
  const sum = { replaced: [], added: usageCounts, latest: usageTimes };
  const summed = [...usageCounts, ...usageTimes];
  const ofDay = put("usage_days", [...usageNames, ...summed], sum);
  const ofSession = put("usage_sessions", [...usageNames, "session_id", ...summed], sum);
  const added = { replaced: [], added: costColumns };
  const sessionDay = put("session_days", sessionDayColumns, added);
  return (sums) => {
    for (const row of sums.spends) spend.run(...spendValues(row));
    for (const row of sums.sessions) session.run(...sessionValues(row));
    for (const row of sums.lines) cycle.run(...cycleValues(row));
    for (const row of sums.usage) {
      (row.sessionId === null ? ofDay : ofSession).run(...usageValues(row));
    }
    for (const row of sums.sessionDays) sessionDay.run(...sessionDayValues(row));
  };
}
