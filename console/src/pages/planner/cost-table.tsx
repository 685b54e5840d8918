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

const amount = (
  name: string,
  of: (cost: NonNullable<PlannedModel["cost"]>) => string,
  always = true,
): Column<PlannedModel> => ({
  name,
  numeric: true,
  always,
  cell: ({ cost }) => (cost === null ? "—" : showDollars(of(cost))),
});

const columns: readonly Column<PlannedModel>[] = [
  { name: "Model", cell: ({ model }) => <span className="planner-name">{model}</span> },
  { name: "Verdict", cell: ({ verdict }) => <VerdictBadge verdict={verdict} /> },
  amount("A call", ({ call }) => call.mean),
  amount("95 % cost at most", ({ call }) => call.p95, false),
  amount("Worst", ({ call }) => call.worst, false),
  amount("A day", ({ day }) => day, false),
  amount("A month", ({ month }) => month),
  {
    name: "Answer's share",
    numeric: true,
    always: false,
    cell: ({ cost }) => (cost === null ? "—" : `${cost.split.completion.percent} %`),
  },
];

const whatIfColumns: readonly Column<PlannedModel>[] = [
  {
    name: "What if: a month",
    numeric: true,
    cell: ({ what_if: whatIf }) => (whatIf === null ? "—" : showDollars(whatIf.month)),
  },
  {
    name: "Saved a call",
    numeric: true,
    cell: ({ what_if: whatIf }) => (whatIf === null ? "—" : `${whatIf.saving_percent} %`),
  },
];
