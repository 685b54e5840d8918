import { useNavigate, useSearch } from "@tanstack/react-router";
import { questionOf } from "../../api/question.ts";
import { Icon } from "../../parts/icon.tsx";
import { Page } from "../../parts/page.tsx";
import { useAccount, useSession } from "../../shell/account.ts";
import { CallList } from "./call-list.tsx";
import { DriftCard } from "./drift-card.tsx";
import { UsageFilters } from "./usage-filters.tsx";
import { UsageGroups } from "./usage-groups.tsx";
import type { UsageSearch } from "./usage-search.ts";

/** What calls used and cost: summed as one likes, and each by itself. Filters are in the address. */
export function Usage() {
  const account = useAccount();
  const { kind } = useSession();
  const search = useSearch({ from: "/inside/usage" });
  const navigate = useNavigate({ from: "/usage" });
  const change = (changed: Partial<UsageSearch>): void => {
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  };
  return (
    <Page
      title="Usage"
      lead="What calls used and what they cost, by whole days in UTC, and every call by itself."
      actions={<Exports account={account} search={search} />}
    >
      <UsageFilters account={account} search={search} onChange={change} />
      <UsageGroups account={account} search={search} onChange={change} />
      <CallList account={account} search={search} onChange={change} />
      {kind === "operator" ? <DriftCard search={search} /> : null}
    </Page>
  );
}

interface ExportsProps {
  readonly account: string | null;
  readonly search: UsageSearch;
}

/** The gateway's own files of what is shown. */
function Exports({ account, search }: ExportsProps) {
  const { group, status: _status, session: _session, ...filters } = search;
  const asked = {
    account_id: account,
    group_by: group ?? "model",
    from: filters.from,
    to: filters.to,
    model: filters.model,
    key_id: filters.key,
    project_id: filters.project,
  };
  return ["csv", "json"].map((format) => (
    <a
      key={format}
      className="button plain"
      href={`/admin/v1/usage${questionOf({ ...asked, format })}`}
      download={`usage.${format}`}
    >
      <Icon name="download" />
      {format.toUpperCase()}
    </a>
  ));
}
