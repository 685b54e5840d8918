import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { modelsQuery } from "../../api/models.ts";
import { type PriceVersion, priceListsQuery, pricesQuery } from "../../api/prices.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Instant, showDay } from "../../parts/instant.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { EmptyState } from "../../parts/states.tsx";
import type { Column } from "../../parts/table.tsx";
import { useSession } from "../../shell/account.ts";
import "./operator.css";
import { PriceForm, type PriceStart } from "./price-form.tsx";
import type { PricesSearch } from "./prices-search.ts";

/** What tokens are sold for and what they cost, version by version; and the next version. */
export function Prices() {
  const { role } = useSession();
  const search = useSearch({ from: "/inside/operator/prices" });
  const prices = useInfiniteQuery(pricesQuery(search));
  const [drafting, setDrafting] = useState<PriceStart | null>(null);
  const draft = (
    <Button kind="main" icon="plus" onClick={() => setDrafting({ ...search, price: null })}>
      Draft a price
    </Button>
  );
  const again: Column<PriceVersion> = {
    name: "Next",
    cell: (version) => (
      <Button
        onClick={() => setDrafting(version)}
        aria-label={`Change ${version.model} on the list ${version.list}`}
      >
        Change
      </Button>
    ),
  };
  return (
    <Page
      title="Prices"
      lead="Dollars per million tokens, by list, model and date. A published version is never edited: a later one takes its place."
      actions={role === "owner" ? draft : null}
    >
      <Filters search={search} />
      <Card>
        <PagedTable
          caption="Versions of prices"
          columns={role === "owner" ? [...columns, again] : columns}
          idOf={({ id }) => id}
          query={prices}
          empty={
            <EmptyState icon="prices" title="No price is like that">
              Another list or model may have one. What a list doesn't name costs what the provider
              charges.
            </EmptyState>
          }
        />
      </Card>
      {drafting === null ? null : <PriceForm start={drafting} onClose={() => setDrafting(null)} />}
    </Page>
  );
}

function Filters({ search }: { readonly search: PricesSearch }) {
  const navigate = useNavigate({ from: "/operator/prices" });
  const { data: lists = [] } = useQuery(priceListsQuery);
  const models = useQuery(modelsQuery).data?.data ?? [];
  const change = (changed: PricesSearch): void => {
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  };
  return (
    <div className="filters">
      <Field label="List">
        {(control) => (
          <select
            className="input"
            value={search.list ?? ""}
            onChange={({ target }) => change({ list: target.value || undefined })}
            {...control}
          >
            <option value="">Every list</option>
            {lists.map((list) => (
              <option key={list}>{list}</option>
            ))}
          </select>
        )}
      </Field>
      <SearchSelect
        label="Model"
        placeholder="Every model"
        choices={models.map(({ id }) => ({ value: id, label: id }))}
        value={search.model ?? null}
        onChange={(model) => change({ model: model ?? undefined })}
      />
      {search.list === undefined && search.model === undefined ? null : (
        <Button onClick={() => change({ list: undefined, model: undefined })}>Clear</Button>
      )}
    </div>
  );
}

const rate = (name: string, side: "input" | "output", modality: string): Column<PriceVersion> => ({
  name,
  numeric: true,
  always: modality === "text",
  cell: ({ price }) => `$${price[side][modality] ?? price[side]["text"]}`,
});

const columns: readonly Column<PriceVersion>[] = [
  { name: "Model", cell: (version) => <ModelOf version={version} /> },
  { name: "List", cell: ({ list }) => list },
  { name: "In force from", cell: (version) => <Standing version={version} /> },
  rate("Text in", "input", "text"),
  rate("Picture in", "input", "image"),
  rate("Cached in", "input", "cached"),
  rate("Text out", "output", "text"),
  rate("Picture out", "output", "image"),
];

function ModelOf({ version: { model, price, source } }: { readonly version: PriceVersion }) {
  const tiers = price.tiers ?? [];
  return (
    <>
      <span className="operator-name">{model}</span>
      {tiers.map(({ above }) => (
        <span key={above} className="muted small operator-line">
          other rates above {above.toLocaleString("en-US")} tokens
        </span>
      ))}
      <Source text={source} />
    </>
  );
}

const inForce = ["in force", "badge good"] as const;
const toCome = ["to come", "badge warn"] as const;
const past = ["past", "badge"] as const;

/** Most begin with a day, in UTC. */
function Standing({ version }: { readonly version: PriceVersion }) {
  const { effective_from: at, current } = version;
  const [word, look] = current ? inForce : Date.parse(at) > Date.now() ? toCome : past;
  return (
    <>
      <span className="operator-name">
        {at.endsWith("T00:00:00.000Z") ? showDay(at) : <Instant at={at} seconds={false} />}
      </span>
      <span className="operator-line">
        <span className={look}>{word}</span>
      </span>
    </>
  );
}

/** An address is shown as its host: the whole of it is in the link. */
function Source({ text }: { readonly text: string }) {
  const address = /^https?:\/\/\S+/.exec(text)?.[0];
  if (address === undefined) {
    return <span className="muted small operator-line operator-source">{text}</span>;
  }
  return (
    <a className="small operator-line" href={address} target="_blank" rel="noreferrer" title={text}>
      {new URL(address).host}
    </a>
  );
}
