import { showDollars } from "../../api/money.ts";
import type { Plan, PlannedModel } from "../../api/plans.ts";
import { Card } from "../../parts/page.tsx";
import { type Column, Table } from "../../parts/table.tsx";

type Pair = NonNullable<PlannedModel["two_step"]> & { readonly alone: string };

/** A model that sees describes, a cheaper one writes: what both together cost and save. */
export function TwoStepCard({ plan }: { readonly plan: Plan }) {
  const pairs = plan.models.flatMap(({ two_step: pair, cost }): readonly Pair[] =>
    pair === null || cost === null ? [] : [{ ...pair, alone: cost.call.mean }],
  );
  if (pairs.length === 0) return null;
  const sorted = [...pairs].sort((one, other) => other.saving_percent - one.saving_percent);
  return (
    <Card title="In two steps">
      <p className="muted">
        One model describes the pictures, the cheapest other one writes the answer. It is one call:
        ask for the pair by its name.
      </p>
      <Table
        caption="Pairs of models, the largest saving first"
        columns={columns}
        rows={sorted}
        idOf={({ model }) => model}
      />
    </Card>
  );
}

const columns: readonly Column<Pair>[] = [
  { name: "Describes", cell: ({ vision }) => <span className="planner-name">{vision}</span> },
  { name: "Writes", cell: ({ writer }) => <span className="planner-name">{writer}</span> },
  { name: "Alone, a call", numeric: true, always: false, cell: ({ alone }) => showDollars(alone) },
  { name: "In two steps", numeric: true, cell: ({ call }) => showDollars(call) },
  {
    name: "Saved",
    numeric: true,
    cell: ({ saving_percent: saved }) => (
      <span className={saved > 0 ? "badge good" : "badge"}>
        {saved > 0 ? `${saved} %` : `${Math.abs(saved)} % dearer`}
      </span>
    ),
  },
  { name: "Ask for", always: false, cell: ({ model }) => <code>{model}</code> },
];
