import { showDollars } from "../../api/money.ts";
import type { Plan, PlannedModel } from "../../api/plans.ts";
import { Card } from "../../parts/page.tsx";
import { type Column, Table } from "../../parts/table.tsx";

/** What a whole conversation costs, and in which way its pictures are sent best. */
export function ConversationsCard({ plan }: { readonly plan: Plan }) {
  if (plan.turns < 2) return null;
  const pictures = plan.models.some((model) => model.pictures !== null);
  return (
    <Card title={`A conversation of ${plan.turns} turns`}>
      <Table
        caption="What a conversation costs on each model"
        columns={pictures ? [...columns, ...pictureColumns] : columns}
        rows={plan.models.filter(({ cost }) => cost !== null)}
        idOf={({ model }) => model}
      />
    </Card>
  );
}

const columns: readonly Column<PlannedModel>[] = [
  { name: "Model", cell: ({ model }) => <span className="planner-name">{model}</span> },
  {
    name: "Mean",
    numeric: true,
    cell: ({ cost }) => (cost === null ? "—" : showDollars(cost.conversation.mean)),
  },
  {
    name: "95 % cost at most",
    numeric: true,
    always: false,
    cell: ({ cost }) => (cost === null ? "—" : showDollars(cost.conversation.p95)),
  },
];

const way = (history: string, name: string): Column<PlannedModel> => ({
  name,
  numeric: true,
  cell: ({ pictures }) => {
    const found = pictures?.find((one) => one.image_history === history)?.conversation ?? null;
    return found === null ? "—" : showDollars(found);
  },
});

const pictureColumns: readonly Column<PlannedModel>[] = [
  way("once", "Pictures once"),
  way("resent", "Sent again"),
  way("described", "Described"),
];
