import { sumUsage } from "../core/ledger/call-usage.ts";
import { limits } from "../core/limits.ts";
import { plus, zero } from "../core/money/picodollars.ts";
import { noUsage } from "../core/tokens/usage.ts";
import type { Store, UsageQuery, UsageRow } from "../ports/store.ts";

export interface UsageReport {
  readonly rows: readonly UsageRow[];
  /** All calls of the range that the filters fit, whatever the rows are grouped by. */
  readonly total: Omit<UsageRow, "group">;
  /** What to ask for the next rows; null where there are none. */
  readonly next: string | null;
}

/** What calls used and cost in some days, by group and in all. */
export async function reportUsage(
  store: Pick<Store, "reports">,
  query: UsageQuery,
): Promise<UsageReport> {
  const rows = await store.reports.usage(query);
  const { after = null, limit = limits.usageRowsMax } = query.page ?? {};
  const more = rows.length >= limit;
  // Calls without a session are in no row of that kind, and rows of other pages are in none here.
  const whole = !more && after === null && query.groupBy !== "session";
  const all = whole ? rows : await store.reports.usage(byDay(query));
  const next = more ? String(Number(after ?? 0) + rows.length) : null;
  return { rows, total: all.reduce(addRow, nothing), next };
}

/** The same calls in few rows. */
function byDay({ page: _page, ...query }: UsageQuery): UsageQuery {
  return { ...query, groupBy: "day" };
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
