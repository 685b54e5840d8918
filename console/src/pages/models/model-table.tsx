import { Link } from "@tanstack/react-router";
import type { Model } from "../../api/models.ts";
import { showDollars } from "../../api/money.ts";
import { type Column, Table } from "../../parts/table.tsx";
import { pictureOut } from "./choose-models.ts";
import { comparedMax, type ModelsSearch, orders } from "./models-search.ts";
import { showModalities, showTokens } from "./show-model.ts";

interface ModelTableProps {
  readonly models: readonly Model[];
  readonly search: ModelsSearch;
  readonly onChange: (changed: Partial<ModelsSearch>) => void;
}

export function ModelTable({ models, search, onChange }: ModelTableProps) {
  const compared = search.compare ?? [];
  const named: Column<Model> = {
    name: "Model",
    sort: "name",
    cell: (model) => (
      <div className="model-cell">
        <CompareBox
          model={model}
          compared={compared}
          onChange={(compare) => onChange({ compare })}
        />
        <ModelName model={model} />
      </div>
    ),
  };
  const sorting = {
    by: search.sort ?? "",
    falling: search.falling === true,
    onSort: (by: string): void => {
      const again = by === search.sort && search.falling !== true;
      onChange({ sort: orders.find((one) => one === by), falling: again ? true : undefined });
    },
  };
  return (
    <Table
      caption="Models"
      columns={[named, ...columns]}
      rows={models}
      idOf={({ id }) => id}
      sorting={sorting}
    />
  );
}

interface CompareBoxProps {
  readonly model: Model;
  readonly compared: readonly string[];
  readonly onChange: (compared: readonly string[] | undefined) => void;
}

function CompareBox({ model: { id, name }, compared, onChange }: CompareBoxProps) {
  return (
    <input
      type="checkbox"
      className="compare-box"
      title="Compare"
      aria-label={`Compare ${name}`}
      checked={compared.includes(id)}
      disabled={compared.length >= comparedMax && !compared.includes(id)}
      onChange={({ target }) => onChange(withModel(compared, id, target.checked))}
    />
  );
}

function withModel(
  compared: readonly string[],
  id: string,
  chosen: boolean,
): readonly string[] | undefined {
  const others = compared.filter((one) => one !== id);
  const next = chosen ? [...others, id] : others;
  return next.length === 0 ? undefined : next;
}

const columns: readonly Column<Model>[] = [
  {
    name: "In",
    sort: "input",
    numeric: true,
    cell: ({ price }) => <Rate rate={price?.input["text"] ?? null} />,
  },
  {
    name: "Out",
    sort: "output",
    numeric: true,
    cell: ({ price }) => <Rate rate={price?.output["text"] ?? null} />,
  },
  {
    name: "Picture out",
    sort: "picture",
    numeric: true,
    cell: (model) => <Rate rate={pictureOut(model)} />,
  },
  {
    name: "Out : in",
    sort: "ratio",
    numeric: true,
    cell: ({ ratio }) => (ratio === null ? "—" : `${ratio} : 1`),
  },
  {
    name: "Context",
    sort: "context",
    numeric: true,
    cell: (model) => showTokens(model.context_length),
  },
  { name: "Released", sort: "released", cell: ({ released }) => released },
  { name: "Takes", cell: (model) => showModalities(model.input_modalities) },
  { name: "Gives", cell: (model) => showModalities(model.output_modalities) },
];

function ModelName({ model }: { readonly model: Model }) {
  return (
    <div>
      <Link
        to="/models/$id"
        params={{ id: model.id }}
        search={({ account }) => (account === undefined ? {} : { account })}
        className="model-name"
      >
        {model.name}
      </Link>
      <code className="muted model-id">{model.id}</code>
      {model.price === null ? <span className="badge bad">no price, closed</span> : null}
    </div>
  );
}

function Rate({ rate }: { readonly rate: string | null }) {
  return rate === null ? "—" : <span className="amount">{showDollars(rate)}</span>;
}
