import type { DetailedModel, PriceEntry } from "../../api/models.ts";
import { showDollars } from "../../api/money.ts";
import { Card } from "../../parts/page.tsx";
import { type Column, Table } from "../../parts/table.tsx";

/** Every price that the model had or will have, the newest first. */
export function HistoryCard({ model }: { readonly model: DetailedModel }) {
  const rows = model.price_history.toReversed();
  return (
    <Card title="Price history">
      <Table
        caption="Price history"
        columns={columnsFor(model)}
        rows={rows}
        idOf={({ id }) => id}
      />
      <p className="muted small">
        A call is charged by the version in force when it was placed. A version is never edited.
      </p>
    </Card>
  );
}

function columnsFor(model: DetailedModel): readonly Column<PriceEntry>[] {
  const draws = model.output_modalities.includes("image");
  return [
    { name: "From", cell: (entry) => <From entry={entry} inForce={model.price_version} /> },
    { name: "Text in", numeric: true, cell: ({ price }) => rate(price.input["text"]) },
    { name: "Text out", numeric: true, cell: ({ price }) => rate(price.output["text"]) },
    ...(draws ? [pictureOut] : []),
    { name: "Version", cell: ({ id }) => <code>{id}</code>, always: false },
  ];
}

const pictureOut: Column<PriceEntry> = {
  name: "Picture out",
  numeric: true,
  cell: ({ price }) => rate(price.output["image"]),
};

function From(props: { readonly entry: PriceEntry; readonly inForce: string | null }) {
  const { id, effective_from: from } = props.entry;
  const ahead = new Date(from) > new Date();
  return (
    <div className="row history">
      <time dateTime={from}>{from.slice(0, 10)}</time>
      {id === props.inForce ? <span className="badge good">in force</span> : null}
      {ahead ? <span className="badge warn">ahead</span> : null}
    </div>
  );
}

function rate(given: string | undefined): string {
  return given === undefined ? "—" : showDollars(given);
}
