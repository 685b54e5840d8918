import { useQuery } from "@tanstack/react-query";
import { type Entry, entriesOfCallQuery } from "../../api/entries.ts";
import { showDollars } from "../../api/money.ts";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";

interface JournalCardProps {
  readonly accountId: string;
  readonly callId: string;
}

/** The call's lines in the account's journal: each changes the balance, and none is ever rewritten. */
export function JournalCard({ accountId, callId }: JournalCardProps) {
  const entries = useQuery(entriesOfCallQuery(accountId, callId));
  return (
    <Card title="Journal">
      <Asked query={entries}>
        {({ data }) => (
          <Table
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
  { name: "When", cell: ({ created_at: at }) => new Date(at).toLocaleTimeString("en-GB") },
  { name: "Posted", numeric: true, cell: ({ posted }) => showDollars(posted) },
  { name: "Held", numeric: true, cell: ({ held }) => showDollars(held) },
  { name: "Hash", cell: ({ hash }) => <code>{hash.slice(0, 12)}…</code>, always: false },
];
