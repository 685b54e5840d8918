import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { accountsQuery } from "../../api/accounts.ts";
import { keysQuery, projectsQuery } from "../../api/keys.ts";
import { showDollars } from "../../api/money.ts";
import { type Counted, type UsageReport, usagePagesQuery } from "../../api/usage.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { showDay } from "../../parts/instant.tsx";
import { More } from "../../parts/more.tsx";
import { Card } from "../../parts/page.tsx";
import { EmptyState, Failure, Loading } from "../../parts/states.tsx";
import { Table } from "../../parts/table.tsx";
import { useSession } from "../../shell/account.ts";
import { UsageChart } from "./usage-chart.tsx";
import { usageColumns } from "./usage-columns.tsx";
import { type Group, groups, type UsageSearch } from "./usage-search.ts";

interface UsageGroupsProps {
  readonly account: string | null;
  readonly search: UsageSearch;
  readonly onChange: (changed: Partial<UsageSearch>) => void;
}

/** The sums, in one of six ways. */
export function UsageGroups({ account, search, onChange }: UsageGroupsProps) {
  const group = search.group ?? "model";
  const { from, to, model, key, project } = search;
  const asked = { account_id: account, from, to, model, key_id: key, project_id: project };
  const usage = useInfiniteQuery(usagePagesQuery({ ...asked, group_by: group }));
  const pages = usage.data?.pages;
  const [first] = pages ?? [];
  return (
    <Card title="Sums" actions={<GroupSwitch group={group} onChange={onChange} />}>
      {usage.error === null ? null : <Failure error={usage.error} />}
      {first === undefined && usage.error === null ? <Loading rows={5} /> : null}
      {first === undefined ? null : (
        <Sums
          account={account}
          group={group}
          report={{ ...first, data: pages?.flatMap(({ data }) => data) ?? [] }}
        />
      )}
      <More list={usage} what="rows" />
    </Card>
  );
}

interface SumsProps {
  readonly account: string | null;
  readonly group: Group;
  /** With the rows of all pages so far. */
  readonly report: UsageReport;
}

function Sums({ account, group, report }: SumsProps) {
  const names = useNames(account, group);
  const { total, data, from, to } = report;
  if (total.calls === 0) {
    return (
      <EmptyState icon="usage" title="No call has ended here">
        Calls count on the day they end, in UTC: {showDay(from)} to {showDay(to)}. Widen the days,
        or make a call: the overview shows it while it runs.
      </EmptyState>
    );
  }
  const forOperators = total.provider_cost !== undefined;
  return (
    <>
      <p className="muted">
        {showDay(from)} to {showDay(to)}, whole days in UTC
      </p>
      <Totals total={total} />
      {group === "day" ? <UsageChart report={report} /> : null}
      {data.length === 0 ? (
        <p className="muted">None of these calls named a session.</p>
      ) : (
        <Table
          caption={`Usage by ${group}`}
          columns={usageColumns({ group, names, forOperators })}
          rows={data}
          idOf={(row) => row.group}
        />
      )}
    </>
  );
}

function GroupSwitch(props: {
  readonly group: Group;
  readonly onChange: (changed: Partial<UsageSearch>) => void;
}) {
  const { kind } = useSession();
  return (
    <fieldset className="choices">
      <legend className="unseen">Sum by</legend>
      {groups
        .filter((one) => one !== "account" || kind === "operator")
        .map((one) => (
          <button
            key={one}
            type="button"
            className={one === props.group ? "button main" : "button plain"}
            aria-pressed={one === props.group}
            onClick={() => props.onChange({ group: one })}
          >
            By {one}
          </button>
        ))}
    </fieldset>
  );
}

function Totals({ total }: { readonly total: Counted }) {
  const { usage, provider_cost: providerCost, shortfall } = total;
  return (
    <Figures>
      <Figure label="Cost" value={showDollars(total.cost)} />
      {providerCost === undefined ? null : (
        <Figure
          label="Provider cost"
          value={showDollars(providerCost)}
          note={shortfall === undefined ? undefined : `Shortfall ${showDollars(shortfall)}`}
        />
      )}
      <Figure label="Calls" value={count(total.calls)} />
      <Figure
        label="Prompt tokens"
        value={count(usage.prompt_tokens)}
        note={`${count(usage.prompt_tokens_details.image_tokens)} of pictures, ${count(usage.prompt_tokens_details.cached_tokens)} cached`}
      />
      <Figure
        label="Completion tokens"
        value={count(usage.completion_tokens)}
        note={`${count(usage.completion_tokens_details.image_tokens)} of pictures, ${count(usage.completion_tokens_details.reasoning_tokens)} reasoning`}
      />
    </Figures>
  );
}

/** Keys, projects and accounts are shown by their names. */
function useNames(account: string | null, group: Group): ReadonlyMap<string, string> {
  const keys = useQuery({ ...keysQuery(account), enabled: group === "key" });
  const projects = useQuery({ ...projectsQuery(account), enabled: group === "project" });
  const accounts = useQuery({ ...accountsQuery, enabled: group === "account" });
  const known = [keys, projects, accounts].flatMap(({ data }) =>
    (data?.data ?? []).map(({ id, name }) => [id, name] as const),
  );
  return new Map(known);
}

function count(tokens: number): string {
  return tokens.toLocaleString("en-US");
}
