import { useQuery } from "@tanstack/react-query";
import { keysQuery, projectsQuery } from "../../api/keys.ts";
import { showDollars } from "../../api/money.ts";
import { type Counted, usageQuery } from "../../api/usage.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked, EmptyState } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { UsageChart } from "./usage-chart.tsx";
import { type Group, groups, type UsageSearch } from "./usage-search.ts";

interface UsageGroupsProps {
  readonly account: string | null;
  readonly search: UsageSearch;
  readonly onChange: (changed: Partial<UsageSearch>) => void;
}

type Row = Counted & { readonly group: string };

/** The sums, in one of five ways. */
export function UsageGroups({ account, search, onChange }: UsageGroupsProps) {
  const group = search.group ?? "model";
  const { from, to, model, key, project } = search;
  const asked = { account_id: account, from, to, model, key_id: key, project_id: project };
  const usage = useQuery(usageQuery({ ...asked, group_by: group }));
  const names = useNames(account, group);
  return (
    <Card title="Sums" actions={<GroupSwitch group={group} onChange={onChange} />}>
      <Asked query={usage} rows={5}>
        {({ total, data, truncated }) =>
          total.calls === 0 ? (
            <EmptyState icon="usage" title="No call has ended here">
              Calls count on the day they end. Widen the days, or make a call: the overview shows it
              while it runs.
            </EmptyState>
          ) : (
            <>
              <Totals total={total} />
              {group === "day" ? <UsageChart rows={data} /> : null}
              <Table
                caption={`Usage by ${group}`}
                columns={columnsOf(group, names, total)}
                rows={data}
                idOf={(row) => row.group}
              />
              {truncated ? (
                <p className="muted">There are more; the totals above have them all.</p>
              ) : null}
            </>
          )
        }
      </Asked>
    </Card>
  );
}

function GroupSwitch(props: {
  readonly group: Group;
  readonly onChange: (changed: Partial<UsageSearch>) => void;
}) {
  return (
    <fieldset className="choices">
      <legend className="unseen">Sum by</legend>
      {groups.map((one) => (
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
  const { usage, provider_cost: providerCost } = total;
  return (
    <Figures>
      <Figure label="Cost" value={showDollars(total.cost)} />
      {providerCost === undefined ? null : (
        <Figure label="Provider cost" value={showDollars(providerCost)} />
      )}
      <Figure label="Calls" value={count(total.calls)} />
      <Figure label="Prompt tokens" value={count(usage.prompt_tokens)} />
      <Figure label="Completion tokens" value={count(usage.completion_tokens)} />
    </Figures>
  );
}

/** Keys and projects are shown by their names. */
function useNames(account: string | null, group: Group): ReadonlyMap<string, string> {
  const keys = useQuery({ ...keysQuery(account), enabled: group === "key" });
  const projects = useQuery({ ...projectsQuery(account), enabled: group === "project" });
  const rows = [...(keys.data?.data ?? []), ...(projects.data?.data ?? [])];
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function columnsOf(
  group: Group,
  names: ReadonlyMap<string, string>,
  total: Counted,
): readonly Column<Row>[] {
  const tokens = (name: string, of: (row: Row) => number, always = false): Column<Row> => ({
    name,
    numeric: true,
    always,
    cell: (row) => count(of(row)),
  });
  const columns: Column<Row>[] = [
    { name: group, cell: (row) => names.get(row.group) ?? row.group },
    tokens("Calls", ({ calls }) => calls),
    tokens("Prompt", ({ usage }) => usage.prompt_tokens),
    tokens("Pictures in", ({ usage }) => usage.prompt_tokens_details.image_tokens),
    tokens("Cached", ({ usage }) => usage.prompt_tokens_details.cached_tokens),
    tokens("Completion", ({ usage }) => usage.completion_tokens, true),
    tokens("Pictures out", ({ usage }) => usage.completion_tokens_details.image_tokens),
    tokens("Reasoning", ({ usage }) => usage.completion_tokens_details.reasoning_tokens),
    { name: "Cost", numeric: true, cell: ({ cost }) => showDollars(cost) },
  ];
  if (total.provider_cost === undefined) return columns;
  const cost = ({ provider_cost: shown }: Row): string => showDollars(shown ?? "0");
  return [...columns, { name: "Provider cost", numeric: true, always: false, cell: cost }];
}

function count(tokens: number): string {
  return tokens.toLocaleString("en-US");
}
