import { useQuery } from "@tanstack/react-query";
import type { CallRecord } from "../../api/calls.ts";
import { type Entry, entriesOfCallQuery } from "../../api/entries.ts";
import { showDollars } from "../../api/money.ts";
import { Instant } from "../../parts/instant.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";

/** The call's lines in the account's journal: each changes the balance, and none is ever rewritten. */
export function JournalCard({ call }: { readonly call: CallRecord }) {
  const entries = useQuery(entriesOfCallQuery(call));
  return (
    <Card title="Journal">
      <p className="muted">
        What this call changed in the account's books, each line bound to the one before by its
        hash. Held is set aside and given back; posted is what it cost.
      </p>
      <Asked query={entries}>
        {({ data }) => (
          <Table
            stacked
            caption="Journal entries"
            columns={columns}
            rows={data}
            idOf={({ hash }) => hash}
          />
        )}
      </Asked>
    </Card>
  );
}

const columns: readonly Column<Entry>[] = [
  { name: "No.", numeric: true, cell: ({ sequence }) => sequence },
  { name: "What", cell: ({ kind }) => kind.replaceAll("_", " ") },
  { name: "When", cell: ({ created_at: at }) => <Instant at={at} /> },
  { name: "Posted", numeric: true, cell: ({ posted }) => showDollars(posted) },
  { name: "Held", numeric: true, cell: ({ held }) => showDollars(held) },
  { name: "Hash", cell: ({ hash }) => <code>{hash.slice(0, 12)}…</code>, always: false },
];
