import { showDollars } from "../../api/money.ts";
import type { Plan, PlannedModel, Verdict } from "../../api/plans.ts";
import { type Column, Table } from "../../parts/table.tsx";

/** What a call, a day and a month cost on each model. */
export function CostTable({ plan }: { readonly plan: Plan }) {
  const changed = plan.models.some(({ what_if: whatIf }) => whatIf !== null);
  return (
    <Table
      caption="What the workload costs on each model"
      columns={changed ? [...columns, ...whatIfColumns] : columns}
      rows={plan.models}
      idOf={({ model }) => model}
    />
  );
}

const verdicts: Readonly<Record<Verdict, { readonly look: string; readonly name: string }>> = {
  recommended: { look: "badge good", name: "recommended" },
  with_caution: { look: "badge warn", name: "with caution" },
  not_recommended: { look: "badge bad", name: "not recommended" },
};

export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { look, name } = verdicts[verdict];
  return <span className={look}>{name}</span>;
}

const columns: readonly Column<PlannedModel>[] = [
  {
    name: "Model",
    cell: ({ model, verdict }) => (
      <>
        <span className="planner-name">{model}</span>
        <span className="planner-line">
          <VerdictBadge verdict={verdict} />
        </span>
      </>
    ),
  },
  { name: "A call", numeric: true, cell: (model) => <CallCost model={model} /> },
  { name: "A month", numeric: true, cell: (model) => <MonthCost model={model} /> },
];

function CallCost({ model: { cost } }: { readonly model: PlannedModel }) {
  if (cost === null) return "can't be sent";
  const { mean, p95, worst } = cost.call;
  return (
    <>
      {showDollars(mean)}
      <span className="muted small planner-line">95 %: {showDollars(p95)}</span>
      <span className="muted small planner-line">worst: {showDollars(worst)}</span>
    </>
  );
}

function MonthCost({ model: { cost } }: { readonly model: PlannedModel }) {
  if (cost === null) return "—";
  return (
    <>
      {showDollars(cost.month)}
      <span className="muted small planner-line">a day: {showDollars(cost.day)}</span>
      <span className="muted small planner-line">answers: {cost.split.completion.percent} %</span>
    </>
  );
}

const whatIfColumns: readonly Column<PlannedModel>[] = [
  {
    name: "What if: a month",
    numeric: true,
    cell: ({ what_if: whatIf }) =>
      whatIf === null ? (
        "—"
      ) : (
        <>
          {showDollars(whatIf.month)}
          <span className="muted small planner-line">{tellSaving(whatIf.saving_percent)}</span>
        </>
      ),
  },
];

function tellSaving(percent: number): string {
  if (percent === 0) return "the same a call";
  return percent > 0 ? `saves ${percent} % a call` : `${-percent} % more a call`;
}
