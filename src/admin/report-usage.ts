import { sumUsage } from "../core/ledger/call-usage.ts";
import { limits } from "../core/limits.ts";
import { plus, zero } from "../core/money/picodollars.ts";
import { noUsage } from "../core/tokens/usage.ts";
import type { Store, UsageQuery, UsageRow } from "../ports/store.ts";

export interface UsageReport {
  readonly rows: readonly UsageRow[];
  /** All calls of the range that the filters fit, whatever the rows are grouped by. */
  readonly total: Omit<UsageRow, "group">;
  /** True where there are more groups than a report shows. */
  readonly truncated: boolean;
}

/** What calls used and cost in some days, by group and in all. */
export async function reportUsage(
  store: Pick<Store, "reports">,
  query: UsageQuery,
): Promise<UsageReport> {
  const rows = await store.reports.usage(query);
  const truncated = rows.length >= limits.usageRowsMax;
  // Calls without a session are in no row of that kind, and what was cut off is in none at all.
  const whole = !truncated && query.groupBy !== "session";
  const all = whole ? rows : await store.reports.usage({ ...query, groupBy: "day" });
  return { rows, total: all.reduce(addRow, nothing), truncated };
}

const nothing: UsageReport["total"] = {
  calls: 0,
  usage: noUsage,
  cost: zero,
  providerCost: zero,
  shortfall: zero,
};

function addRow(sum: UsageReport["total"], row: UsageRow): UsageReport["total"] {
  return {
    calls: sum.calls + row.calls,
    usage: sumUsage(sum.usage, row.usage),
    cost: plus(sum.cost, row.cost),
    providerCost: plus(sum.providerCost, row.providerCost),
    shortfall: plus(sum.shortfall, row.shortfall),
  };
}
