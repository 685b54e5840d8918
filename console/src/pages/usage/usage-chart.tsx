import { roughly, showDollars } from "../../api/money.ts";

interface UsageChartProps {
  readonly rows: readonly { readonly group: string; readonly cost: string }[];
}

/** The days' costs as bars; the table below it says the same in numbers. */
export function UsageChart({ rows }: UsageChartProps) {
  const most = Math.max(...rows.map(({ cost }) => roughly(cost)), Number.MIN_VALUE);
  return (
    <div className="bars" aria-hidden="true">
      {rows.map(({ group, cost }) => (
        <div key={group} className="bar-place" title={`${group}: ${showDollars(cost)}`}>
          <span style={{ height: `${Math.max(1, (roughly(cost) / most) * 100)}%` }} />
        </div>
      ))}
    </div>
  );
}
