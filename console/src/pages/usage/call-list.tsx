import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type CallRecord, callsQuery } from "../../api/calls.ts";
import { showDollars } from "../../api/money.ts";
import { Instant } from "../../parts/instant.tsx";
import { More } from "../../parts/more.tsx";
import { Card } from "../../parts/page.tsx";
import { Failure, Loading } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { keepAccount } from "../../shell/account.ts";
import { CallFilters } from "./call-filters.tsx";
import type { UsageSearch } from "./usage-search.ts";

interface CallListProps {
  readonly account: string | null;
  readonly search: UsageSearch;
  readonly onChange: (changed: Partial<UsageSearch>) => void;
}

/** Every call by itself, newest first, fifty at a time. */
export function CallList({ account, search, onChange }: CallListProps) {
  const { from, to, model, key, project, session, status } = search;
  const filters = { from, to, model, key_id: key, project_id: project };
  const asked = { account_id: account, ...filters, session_id: session, status };
  const calls = useInfiniteQuery(callsQuery(asked));
  const rows = calls.data?.pages.flatMap(({ data }) => data);
  return (
    <Card title="Calls">
      <CallFilters search={search} onChange={onChange} />
      {rows === undefined ? calls.error === null ? <Loading rows={6} /> : null : null}
      {calls.error === null ? null : <Failure error={calls.error} />}
      {rows === undefined || rows.length === 0 ? null : (
        <Table stacked caption="Calls" columns={columns} rows={rows} idOf={({ id }) => id} />
      )}
      {rows?.length === 0 ? <p className="muted">No call is like that.</p> : null}
      <More list={calls} what="calls" />
    </Card>
  );
}

const columns: readonly Column<CallRecord>[] = [
  { name: "When", cell: ({ created }) => <Instant at={created * 1_000} /> },
  {
    name: "Model",
    cell: ({ id, model }) => (
      <Link to="/calls/$id" params={{ id }} search={keepAccount}>
        {model}
      </Link>
    ),
  },
  { name: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    name: "Expected",
    numeric: true,
    always: false,
    cell: (call) => call.prompt_tokens_expected.toLocaleString("en-US"),
  },
  {
    name: "Prompt",
    numeric: true,
    always: false,
    cell: ({ usage }) => usage.prompt_tokens.toLocaleString("en-US"),
  },
  {
    name: "Completion",
    numeric: true,
    always: false,
    cell: ({ usage }) => usage.completion_tokens.toLocaleString("en-US"),
  },
  {
    name: "First token",
    numeric: true,
    always: false,
    cell: ({ timings }) => (timings.ttft_ms === null ? "—" : `${timings.ttft_ms} ms`),
  },
  {
    name: "At most",
    numeric: true,
    always: false,
    cell: ({ hold }) => showDollars(hold.ceiling),
  },
  { name: "Cost", numeric: true, cell: ({ cost }) => (cost === null ? "—" : showDollars(cost)) },
];
