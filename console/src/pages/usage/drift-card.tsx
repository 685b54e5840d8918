import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Drift, driftQuery } from "../../api/drift.ts";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { keepAccount } from "../../shell/account.ts";
import type { UsageSearch } from "./usage-search.ts";

/** How well prompts were estimated: what providers billed against what was expected before. */
export function DriftCard({ search }: { readonly search: UsageSearch }) {
  const { model, from, to } = search;
  const drift = useQuery(driftQuery({ model, from, to }));
  return (
    <Card title="Estimate against bill">
      <p className="muted">
        Prompt tokens as providers billed them, against the estimate before the call; of all
        accounts, the newest calls first. Above 0 more was billed.
      </p>
      <Asked query={drift}>
        {({ data, calls_read: read, truncated }) =>
          data.length === 0 ? (
            <p className="muted">No call yet whose usage a provider reported.</p>
          ) : (
            <>
              <Table caption="Estimate against bill" columns={columns} rows={data} idOf={modelOf} />
              <p className="muted small">
                {read.toLocaleString("en-US")} calls were read
                {truncated ? "; there are more, which are older" : ""}.
              </p>
            </>
          )
        }
      </Asked>
    </Card>
  );
}

function modelOf({ model }: Drift): string {
  return model;
}

const columns: readonly Column<Drift>[] = [
  { name: "Model", cell: modelOf },
  { name: "Calls", numeric: true, cell: ({ calls }) => calls.toLocaleString("en-US") },
  { name: "Median", numeric: true, cell: ({ median_permille: off }) => percent(off) },
  {
    name: "95 of 100 within",
    numeric: true,
    always: false,
    cell: ({ p95_permille: off }) => percent(off),
  },
  {
    name: "Worst",
    numeric: true,
    cell: ({ worst_permille: off, worst_call: id }) => (
      <Link to="/calls/$id" params={{ id }} search={keepAccount}>
        {percent(off)}
      </Link>
    ),
  },
  {
    name: "Beyond the bound",
    numeric: true,
    always: false,
    cell: ({ bound_broken: broken }) => broken.toLocaleString("en-US"),
  },
];

function percent(permille: number): string {
  return `${permille > 0 ? "+" : ""}${permille / 10} %`;
}
