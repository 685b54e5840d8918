import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { journalQuery } from "../../api/books.ts";
import type { Entry } from "../../api/entries.ts";
import { showDollars } from "../../api/money.ts";
import { Instant } from "../../parts/instant.tsx";
import { Card } from "../../parts/page.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import type { Column } from "../../parts/table.tsx";

interface JournalCardProps {
  readonly accountId: string;
  readonly title: string;
}

/** Every change of an account's money, oldest first, as it was written. */
export function JournalCard({ accountId, title }: JournalCardProps) {
  const journal = useInfiniteQuery(journalQuery(accountId));
  return (
    <Card title={title}>
      <PagedTable
        caption={title}
        columns={columns}
        idOf={({ sequence }) => String(sequence)}
        query={journal}
        empty={<p className="muted">Nothing was written yet.</p>}
      />
    </Card>
  );
}

const change = (name: string, of: "posted" | "held" | "owed", always = true): Column<Entry> => ({
  name,
  numeric: true,
  always,
  cell: (entry) => (/[1-9]/.test(entry[of]) ? showDollars(entry[of]) : "—"),
});

const columns: readonly Column<Entry>[] = [
  { name: "No.", numeric: true, cell: ({ sequence }) => sequence, always: false },
  { name: "When", cell: ({ created_at: at }) => <Instant at={at} /> },
  { name: "What", cell: ({ kind }) => kind.replaceAll("_", " ") },
  { name: "Of", cell: (entry) => <Subject entry={entry} />, always: false },
  change("Posted", "posted"),
  change("Held", "held"),
  change("Owed", "owed", false),
];

/** A call's entries lead to its record; of money that was booked, reference and reason. */
function Subject({ entry }: { readonly entry: Entry }) {
  const { subject, facts } = entry;
  const call = /^chatcmpl-\w+/.exec(subject.replace(/^\w+:/, ""))?.[0];
  if (call === undefined) {
    const told = [facts["reference"], facts["reason"]].filter((one) => one !== undefined);
    return told.length === 0 ? "—" : told.join(", ");
  }
  return (
    <Link to="/calls/$id" params={{ id: call }}>
      <code>{call}</code>
    </Link>
  );
}
