import type { PriceDraft } from "../../api/prices.ts";
import { type Column, Table } from "../../parts/table.tsx";

type Change = PriceDraft["changes"][number];
type Margin = PriceDraft["margins"][number];

/** A draft beside what it takes the place of, and beside what the provider charges. */
export function DraftShown({ draft }: { readonly draft: PriceDraft }) {
  const { version, replaces, provider, overruled_by: overruling, changes, margins } = draft;
  const losses = margins.filter((row) => row.below_cost);
  return (
    <div className="stack">
      {overruling === null ? null : (
        <p className="form-error" role="alert">
          farebox.yaml has a price of {version.model}, and it wins over every list: this one would
          change nothing before that is taken out.
        </p>
      )}
      {losses.length === 0 ? null : (
        <p className="form-error" role="alert">
          Below cost: {losses.map(({ rate }) => rate).join(", ")}. Every such token would be sold at
          a loss.
        </p>
      )}
      <section className="stack" aria-label="Changes">
        <h3>Beside what is in force then</h3>
        {replaces === null ? (
          <p className="muted">Nothing is: the model is closed on this list until then.</p>
        ) : (
          <>
            <p className="muted small">{replaces.id}</p>
            <Table
              caption="What changes"
              columns={changeColumns}
              rows={changes}
              idOf={({ rate }) => rate}
            />
          </>
        )}
      </section>
      <section className="stack" aria-label="Margins">
        <h3>Beside what the provider charges</h3>
        {provider === null ? (
          <p className="muted">It is not known: no list of the provider's names the model.</p>
        ) : (
          <Table
            caption="Price and cost"
            columns={marginColumns}
            rows={margins}
            idOf={({ rate }) => rate}
          />
        )}
      </section>
    </div>
  );
}

const changeColumns: readonly Column<Change>[] = [
  { name: "Rate", cell: ({ rate }) => rate },
  { name: "Now", numeric: true, cell: ({ before }) => `$${before}` },
  { name: "Then", numeric: true, cell: ({ after }) => `$${after}` },
  { name: "Times", numeric: true, cell: ({ before, after, ratio }) => told(before, after, ratio) },
];

const marginColumns: readonly Column<Margin>[] = [
  { name: "Rate", cell: ({ rate }) => rate },
  { name: "Price", numeric: true, cell: ({ price }) => `$${price}` },
  { name: "Cost", numeric: true, cell: ({ provider }) => `$${provider}` },
  {
    name: "Times",
    numeric: true,
    cell: ({ ratio, below_cost: loss }) => (
      <>
        {loss ? <span className="badge bad">below cost</span> : null} {ratio ?? "—"}
      </>
    ),
  },
];

function told(before: string, after: string, ratio: string | null): string {
  if (before === after) return "as it is";
  return ratio ?? "was free";
}
