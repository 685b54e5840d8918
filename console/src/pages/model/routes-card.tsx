import type { ModelRoute } from "../../api/models.ts";
import { Card } from "../../parts/page.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { showTokens } from "../models/show-model.ts";

/** The ways to the model, in the order in which they are tried. */
export function RoutesCard({ routes }: { readonly routes: readonly ModelRoute[] }) {
  return (
    <Card title="Ways to it">
      <Table
        caption="Ways to the model"
        columns={columns}
        rows={routes}
        idOf={({ provider, model }) => `${provider}/${model}`}
      />
    </Card>
  );
}

const columns: readonly Column<ModelRoute>[] = [
  { name: "Provider", cell: ({ provider }) => provider },
  { name: "Its name there", cell: ({ model }) => <code>{model}</code> },
  {
    name: "State",
    cell: ({ configured }) =>
      configured ? (
        <span className="badge good">configured</span>
      ) : (
        <span className="badge">not configured</span>
      ),
  },
  { name: "Pictures counted by", cell: ({ vision }) => vision ?? "—" },
  { name: "Context", numeric: true, cell: (route) => showTokens(route.context_length) },
  {
    name: "Streams",
    cell: ({ streams }) => (streams ? "yes" : "no: held at its ceiling, can't be cut"),
  },
];
