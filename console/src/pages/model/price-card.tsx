import type { DetailedModel, Price, Rates } from "../../api/models.ts";
import { roughly, showDollars } from "../../api/money.ts";
import { Card } from "../../parts/page.tsx";
import { type Column, Table } from "../../parts/table.tsx";

/** Every kind of token and what a million of it costs; for operators, what they pay for it too. */
export function PriceCard({ model }: { readonly model: DetailedModel }) {
  const { price, provider_price: cost, provider_price_source: source } = model;
  if (price === null) {
    return (
      <Card title="Price">
        <p className="muted">No price is in force, so calls to it are refused.</p>
      </Card>
    );
  }
  return (
    <Card title="Price" actions={<span className="badge">{model.price_version}</span>}>
      <PriceTable caption="Dollars per million tokens" of={model} price={price} cost={cost} />
      {price.tiers?.map((tier) => {
        const prompt = `Where the prompt has more than ${tier.above.toLocaleString("en-US")} tokens`;
        const costTier = cost?.tiers?.find(({ above }) => above === tier.above) ?? null;
        return (
          <div key={tier.above} className="tier">
            <h3>{prompt}</h3>
            <PriceTable caption={prompt} of={model} price={tier} cost={cost && costTier} />
          </div>
        );
      })}
      {source === undefined || source === null ? null : (
        <p className="muted small">Provider cost as published: {source}</p>
      )}
    </Card>
  );
}

interface PriceTableProps {
  readonly caption: string;
  readonly of: DetailedModel;
  readonly price: Rates;
  /** Undefined where the visitor is no operator. */
  readonly cost: Rates | Price | null | undefined;
}

interface Line {
  readonly name: string;
  readonly price: string;
  readonly cost: string | undefined;
}

function PriceTable({ caption, of, price, cost }: PriceTableProps) {
  const lines = kinds.flatMap(({ name, side, rate, made }): readonly Line[] => {
    const found = price[side][rate];
    return found === undefined || !made(of)
      ? []
      : [{ name, price: found, cost: cost?.[side][rate] }];
  });
  const columns = cost === undefined ? shown : [...shown, ...forOperators];
  return <Table caption={caption} columns={columns} rows={lines} idOf={({ name }) => name} />;
}

const shown: readonly Column<Line>[] = [
  { name: "A million tokens of", cell: ({ name }) => name },
  { name: "Price", numeric: true, cell: ({ price }) => showDollars(price) },
];

const forOperators: readonly Column<Line>[] = [
  {
    name: "Provider cost",
    numeric: true,
    cell: ({ cost }) => (cost === undefined ? "—" : showDollars(cost)),
  },
  { name: "Price is", numeric: true, cell: (line) => <Margin line={line} /> },
];

/** How many times its cost something is sold at: below once is a loss. */
function Margin({ line: { price, cost } }: { readonly line: Line }) {
  if (cost === undefined || roughly(cost) === 0) return "—";
  const times = roughly(price) / roughly(cost);
  const looks = times < 1 ? "badge bad" : "badge";
  return <span className={looks}>{`${Number(times.toFixed(2))} × cost`}</span>;
}

interface Kind {
  readonly name: string;
  readonly side: "input" | "output";
  readonly rate: string;
  /** Whether the model has any such tokens. */
  readonly made: (model: DetailedModel) => boolean;
}

const always = (): boolean => true;

const kinds: readonly Kind[] = [
  { name: "Text in", side: "input", rate: "text", made: always },
  {
    name: "Pictures in",
    side: "input",
    rate: "image",
    made: (model) => model.input_modalities.includes("image"),
  },
  {
    name: "Audio in",
    side: "input",
    rate: "audio",
    made: (model) => model.input_modalities.includes("audio"),
  },
  { name: "Read from the provider's cache", side: "input", rate: "cached", made: always },
  { name: "Written to the cache", side: "input", rate: "cache_write", made: always },
  { name: "Written to it for an hour", side: "input", rate: "cache_write_1h", made: always },
  { name: "Text out", side: "output", rate: "text", made: always },
  {
    name: "Pictures out",
    side: "output",
    rate: "image",
    made: (model) => model.output_modalities.includes("image"),
  },
  { name: "Reasoning", side: "output", rate: "reasoning", made: always },
];
