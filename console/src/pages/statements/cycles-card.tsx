import { Link } from "@tanstack/react-router";
import { showDollars } from "../../api/money.ts";
import type { Cycle } from "../../api/statements.ts";
import { Card } from "../../parts/page.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { showMonth } from "./month.ts";

interface CyclesCardProps {
  /** The newest first. */
  readonly cycles: readonly Cycle[];
  readonly shown: string;
}

/** Every month since the account was opened. */
export function CyclesCard({ cycles, shown }: CyclesCardProps) {
  const columns: readonly Column<Cycle>[] = [
    {
      name: "Month",
      cell: ({ cycle, status }) => (
        <>
          <Link
            to="/statements"
            search={(before) => ({ ...before, cycle })}
            aria-current={cycle === shown ? "true" : undefined}
            className="month"
          >
            {showMonth(cycle)}
          </Link>{" "}
          {status === "open" ? <span className="badge warn">open</span> : null}
        </>
      ),
    },
    ...amounts,
  ];
  return (
    <div className="unprinted">
      <Card title="Months">
        <Table caption="Months" columns={columns} rows={cycles} idOf={({ cycle }) => cycle} />
      </Card>
    </div>
  );
}

const amounts: readonly Column<Cycle>[] = [
  {
    name: "Lines",
    numeric: true,
    always: false,
    cell: ({ lines }) => lines.toLocaleString("en-US"),
  },
  {
    name: "Carried in",
    numeric: true,
    always: false,
    cell: ({ carry_in: carried }) => showDollars(carried),
  },
  { name: "Charged", numeric: true, cell: ({ charged }) => showDollars(charged) },
  { name: "Mills", numeric: true, cell: ({ mills }) => mills.toLocaleString("en-US") },
  {
    name: "Settled",
    numeric: true,
    always: false,
    cell: ({ settled }) => showDollars(settled),
  },
  {
    name: "Carried out",
    numeric: true,
    always: false,
    cell: ({ carry_out: carried }) => showDollars(carried),
  },
];
