import { showDollars } from "../../api/money.ts";
import type { Counted } from "../../api/usage.ts";
import type { Column } from "../../parts/table.tsx";
import { GroupLink } from "./group-link.tsx";
import type { Group } from "./usage-search.ts";

export type Row = Counted & { readonly group: string };

interface ColumnsAsked {
  readonly group: Group;
  /** Names of what rows know by its id. */
  readonly names: ReadonlyMap<string, string>;
  readonly forOperators: boolean;
}

export function usageColumns({ group, names, forOperators }: ColumnsAsked): readonly Column<Row>[] {
  const named: Column<Row> = {
    name: titles[group],
    cell: (row) => <GroupLink group={group} id={row.group} name={names.get(row.group)} />,
  };
  return forOperators ? [named, ...counted, ...operatorsOwn] : [named, ...counted];
}

const titles: Readonly<Record<Group, string>> = {
  day: "Day",
  model: "Model",
  key: "Key",
  project: "Project",
  session: "Session",
  account: "Account",
};

const counted: readonly Column<Row>[] = [
  tokens("Calls", ({ calls }) => calls),
  tokens("Prompt", ({ usage }) => usage.prompt_tokens),
  tokens("Pictures in", ({ usage }) => usage.prompt_tokens_details.image_tokens),
  tokens("Cached", ({ usage }) => usage.prompt_tokens_details.cached_tokens),
  tokens("Completion", ({ usage }) => usage.completion_tokens),
  tokens("Pictures out", ({ usage }) => usage.completion_tokens_details.image_tokens),
  tokens("Reasoning", ({ usage }) => usage.completion_tokens_details.reasoning_tokens),
  { name: "Cost", numeric: true, cell: ({ cost }) => showDollars(cost) },
];

const operatorsOwn: readonly Column<Row>[] = [
  {
    name: "Provider cost",
    numeric: true,
    always: false,
    cell: ({ provider_cost: cost = "0" }) => showDollars(cost),
  },
  {
    name: "Shortfall",
    numeric: true,
    always: false,
    cell: ({ shortfall = "0" }) => showDollars(shortfall),
  },
];

function tokens(name: string, of: (row: Row) => number): Column<Row> {
  return { name, numeric: true, always: false, cell: (row) => of(row).toLocaleString("en-US") };
}
