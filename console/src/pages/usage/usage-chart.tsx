import { roughly, showDollars } from "../../api/money.ts";
import type { UsageReport } from "../../api/usage.ts";
import { showDay } from "../../parts/instant.tsx";

const dayMs = 86_400_000;
const daysMax = 400;

/** The days' costs as bars, idle days too; the table below it says the same in numbers. */
export function UsageChart({ report }: { readonly report: UsageReport }) {
  const days = daysOf(report);
  const dearest = days.reduce((one, other) =>
    roughly(other.cost) > roughly(one.cost) ? other : one,
  );
  const most = Math.max(roughly(dearest.cost), Number.MIN_VALUE);
  return (
    <figure className="chart" aria-hidden="true">
      <figcaption className="muted small">
        {showDollars(dearest.cost)} on {showDay(dearest.day)}
      </figcaption>
      <div className="bars">
        {days.map(({ day, cost }) => (
          <div key={day} className="bar-place" title={`${showDay(day)}: ${showDollars(cost)}`}>
            <span style={{ height: `${(roughly(cost) / most) * 100}%` }} />
          </div>
        ))}
      </div>
      <p className="share-name muted small">
        <span>{showDay(report.from)}</span>
        <span>{showDay(report.to)}</span>
      </p>
    </figure>
  );
}

interface Day {
  readonly day: string;
  readonly cost: string;
}

/** Every day of the report, the first and the last part of it. */
function daysOf({ from, to, data }: UsageReport): readonly Day[] {
  const costs = new Map(data.map(({ group, cost }) => [group, cost]));
  const last = Date.parse(to);
  const first = Math.max(Date.parse(from), last - (daysMax - 1) * dayMs);
  const count = Math.round((last - first) / dayMs) + 1;
  return Array.from({ length: count }, (_, place) => {
    const day = new Date(first + place * dayMs).toISOString().slice(0, 10);
    return { day, cost: costs.get(day) ?? "0" };
  });
}
